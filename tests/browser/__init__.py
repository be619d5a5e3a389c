"""What only a browser shows: Debian's Chromium, unmodified, through Playwright."""
