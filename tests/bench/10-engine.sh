#!/bin/bash
# 10-engine.sh BUILD_DIR - time of an engine step, bytes of a session.
exec "$1/bench/engine_step"
