/* fake_network.h - a network of the test's own, with one line out.  SPDX-License-Identifier: ISC
 *
 * The line is a pair of virtual links: `wan` is ours, `far` the other end, where nobody answers.
 */
#ifndef FAKE_NETWORK_H
#define FAKE_NETWORK_H

/* Makes the default route again. */
#define FAKE_NETWORK_ROUTE "ip route add default via 10.9.0.2"

/* fake_network_make - for the whole group: from now on this process sees nothing of the box's network.
 * Who may not make a namespace makes it as the root of a user namespace. */
int fake_network_make(void **state);

/* fake_network_open - for one test: wan is up, 10.9.0.1/24 and fd09::1/64, with a default route. */
int fake_network_open(void **state);

/* fake_network_close - all of it is gone again. */
int fake_network_close(void **state);

/* fake_network_run - a command of the shell, which must succeed. */
void fake_network_run(const char *command);

/* fake_network_wait - until that link is UP or DOWN: the kernel takes up to a second for a carrier. */
void fake_network_wait(const char *link, const char *state);

#endif
