"""Parts of `make shots`: `chrome` drives a headless Chromium, `gallery` lists the pictures that are taken."""
