"""`python -m generator.replay`: reads one job from the standard input, prints its answer."""

from generator.replay.job import main

main()
