/* via_docker.h - a container restarted by its daemon: Docker, or Podman.  SPDX-License-Identifier: ISC */
#ifndef VIA_DOCKER_H
#define VIA_DOCKER_H

#include "way.h"

extern const struct way_kind via_docker_kind;

#endif
