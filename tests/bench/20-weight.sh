#!/bin/bash
# 20-weight.sh BUILD_DIR - bytes of the binary and its plugins, stripped.
exec "$(dirname "$0")/../gates/weight.sh" "$1"
