"""Sets up, below .local/ of the checkout, all that the CRM needs; nothing outside it is changed but a cache.

One file per concern: `pyenv` (Python packages), `apt` (Debian packages without installing them),
`odoo_home` (Odoo 19), `postgres` (a private cluster), `browser` (Chromium for the tests), `instance`
(configuration, database, server). Standard library only, because it runs before anything is there.

Each step leaves a stamp with a digest of its inputs, so a second run does nothing and needs no network.
Each step builds in a temporary folder and renames it last, so an interrupted run is simply started again.
"""
