"""What the flags promise, in every combination: a plain model of rows judges what repositories do on real databases."""
