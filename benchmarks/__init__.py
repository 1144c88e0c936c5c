"""Speed and memory, as ratios against peers in the same run: `python -m benchmarks.load`, `python -m benchmarks.pages`."""
