#!/bin/bash
# 40-detection.sh BUILD_DIR - a session-year of faults: what is found how fast, at which speed of simulation.
exec "$1/simtest/bench_detection" --years 1 --parts faults
