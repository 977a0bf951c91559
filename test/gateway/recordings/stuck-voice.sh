#!/bin/sh
# Stands for a voice that never ends.
exec sleep 30
