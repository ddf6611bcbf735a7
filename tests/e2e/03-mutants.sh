#!/bin/bash
# 03-mutants.sh - forty of the engine's mutants, always the same: each is noticed by some test.
set -eu
case $1 in *-san) exit 0 ;; esac # the same engine, and no room for a sanitizer beside the limits
"$(dirname "$0")/../mutants/mutants.sh" -b "$1" -j 2 --sample 40 --seed 2026
