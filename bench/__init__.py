"""What eLås costs, measured: `make bench`. Ratios are taken against bare work in the same run."""
