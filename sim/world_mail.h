/* world_mail.h - how news reach the decider: late, twice or never.  SPDX-License-Identifier: ISC */
#ifndef WORLD_MAIL_H
#define WORLD_MAIL_H

#include "world.h"

/* world_mail_init - an empty post office. */
void world_mail_init(struct world *world);

/* world_mail_post - news of the decider's own box: they come at t_ms, or when it hears again. */
void world_mail_post(struct world *world, const struct sim_news *news, int64_t t_ms);

/* world_mail_send - news from elsewhere: on their way they may be lost, copied and delayed. */
void world_mail_send(struct world *world, const struct sim_news *news, int64_t t_ms);

/* world_mail_self - news of the box itself, ms: how much of it. */
void world_mail_self(struct world *world, enum words_self what, int64_t ms);

#endif
