"""Parts of `make shots`: `chrome` drives a headless Chromium, `fonts` brings letters, `gallery` lists the pictures."""
