#!/bin/bash
# 38-preset-instances.sh - the presets of Evolution API and WPPConnect Server on answers of theirs: who needs
# a person, who is restarted, and in which steps.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/canned.sh"
setup "$1"

# row STATUS REASON - the instance `desk` as version 2 of Evolution API has it in its database.
row() {
	canned /instance/fetchInstances 200 "[{\"name\":\"desk\",\"connectionStatus\":\"$1\",\"integration\":\"WHATSAPP-BAILEYS\",\"disconnectionReasonCode\":$2}]"
}
state() {
	canned /instance/connectionState/sales 200 "{\"instance\":{\"instanceName\":\"sales\",\"state\":\"$1\"}}"
}
session() {
	canned /api/shop/status-session 200 "{\"status\":\"$1\",\"qrcode\":null,\"urlcode\":null,\"version\":\"2.4.0\"}"
}

start_canned /instance/fetchInstances /instance/connectionState/sales /api/shop/status-session
row open 401
state open
session CONNECTED
{
	PATIENCE=8s RESTARTS=6/4m conf_head 'restarts_day = 12/24h' 'gateway_restarts = 6/4m'
	for gateway in desks sales shops; do
		case $gateway in
		desks) preset=evolution-api session='' ladder=restart-instance ;;
		sales) preset=evolution-api-state session='session = sales' ladder=restart-instance ;;
		shops) preset=wppconnect session='session = shop' ladder='start-session close-session start-session' ;;
		esac
		cat <<-END
			[gateway $gateway]
			preset = $preset
			start_max = 5s
			sessions = *
			ladder = $ladder
			notify = said

			[source $gateway-status]
			plugin = status_poll
			preset = $preset
			gateway = $gateway
			url = http://$CANNED
			every = 1s
			$session

		END
	done
	for action in start-session close-session; do
		cat <<-END
			[action $action]
			plugin = restart
			preset = wppconnect
			url = http://$CANNED/api/{session}/$action
			header = Content-Type: application/json

		END
	done
	cat <<-END
		[action restart-instance]
		plugin = restart
		preset = evolution-api
		url = http://$CANNED/instance/restart/{session}

		[action said]
		plugin = noop
	END
} >"$D/muzzle.ini"
start_muzzle

up() {
	muzzle status | grep -F "$1" | grep -q ' up '
}
for target in desks/desk sales/sales shops/shop; do
	wait_for 20 "$target is up" up "$target"
done

row close 401
wait_for 20 "its credentials are gone: a person is told" told human desks/desk
hold_for 8 "and nothing is restarted" acts_are desks/desk 0

state connecting
hold_for 3 "it reconnects: nothing yet" acts_are sales/sales 0
wait_for 40 "it goes on and on: it is restarted" asked_times POST /instance/restart/sales 1
state open
hold_for 6 "that was enough" asked_times POST /instance/restart/sales 1

session INITIALIZING
wait_for 40 "a session hangs: it is started" asked_times POST /api/shop/start-session 1
wait_for 40 "which it refuses in silence: it is closed" asked_times POST /api/shop/close-session 1
session CLOSED
wait_for 60 "and started" asked_times POST /api/shop/start-session 2
session CONNECTED
wait_for 20 "it is up" up shops/shop
check "in three steps" acts_are shops/shop 3
asked_times POST /instance/restart/desk 0 || fail "who needs a person was restarted"
check_replay
stop_muzzle
