/* baselines.c - the table of all rules in use.  SPDX-License-Identifier: ISC */
#include "baseline.h"
#include "baseline_container.h"
#include "baseline_openclaw.h"
#include "baseline_phi.h"
#include "baseline_streak.h"

int baselines_fill(struct baseline *rows, int max)
{
	const struct baseline all[] = {
		{ "B0", "any bad read restarts",
		  baseline_streak_decider("fail-loud", &baseline_fail_loud) },
		{ "B0p", "the same, then 60 s of patience with the restart",
		  baseline_streak_decider("fail-loud and pause", &baseline_fail_loud_pause) },
		{ "B1a", "a second read if activity is fresh; 60 s pause",
		  baseline_streak_decider("two reads (activity)", &baseline_two_reads) },
		{ "B1b", "a second read if a webhook is fresh; 60 s pause",
		  baseline_streak_decider("two reads (webhook)", &baseline_two_reads_webhook) },
		{ "B2", "30 s, 3 of 5; 5 restarts in 20 cycles end it",
		  baseline_streak_decider("monit", &baseline_monit) },
		{ "B3", "liveness 10 s, 1 s, 3; restarts the container",
		  baseline_container_decider("kubelet", &baseline_kubelet) },
		{ "B4", "HEALTHCHECK 30 s, 3; restarts the container, no limit",
		  baseline_container_decider("autoheal", &baseline_autoheal) },
		{ "B5", "30 min of silence, inherited clock",
		  baseline_socket_decider("OpenClaw 2026.3", &baseline_openclaw_before) },
		{ "B6", "30 min of silence since the connection began",
		  baseline_socket_decider("OpenClaw 2026.4", &baseline_openclaw_after) },
		{ "B6'", "120 min of silence, 30 min soon after a message",
		  baseline_socket_decider("OpenClaw 2026.9", &baseline_openclaw_later) },
		{ "B7", "every 5 min; failed restarts are free",
		  baseline_monitor_decider("OpenClaw monitor") },
		{ "B8", "fail-loud; 2 restarts in 5 s end it",
		  baseline_streak_decider("Erlang 1 in 5 s", &baseline_erlang) },
		{ "B9", "normal law of webhooks, phi 8",
		  baseline_phi_decider("phi (Akka)", &baseline_akka) },
		{ "B10", "exponential law of webhooks, phi 8",
		  baseline_phi_decider("phi (Cassandra)", &baseline_cassandra) },
		{ "B11", "30 s without a good check; restarts the container",
		  baseline_container_decider("systemd watchdog", &baseline_systemd) },
	};
	int count = (int)(sizeof(all) / sizeof(all[0]));

	for (int i = 0; i < count && i < max; i++)
		rows[i] = all[i];
	return count < max ? count : max;
}
