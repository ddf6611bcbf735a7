#!/bin/bash
# 05-fuzz.sh - every parser of foreign bytes takes its corpus, and 10 s of what a fuzzer makes of it, under the
# sanitizers, and keeps what its target in tests/fuzz promises.  The build is the fuzzers' own.
set -eu
cd "$(dirname "$0")/../.."
SEED=1 tests/fuzz/fuzz.sh 10
