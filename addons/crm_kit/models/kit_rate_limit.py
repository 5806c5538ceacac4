import hashlib
import hmac

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL


class KitRateLimit(models.Model):
    """How often one key was hit in the window that runs; a row per key.

    Counted by one statement on a cursor of its own, so that a request that is rolled back counts too
    (docs/decisions/0012). Keys are addresses and tokens: only a keyed hash of them is stored.
    """
    _name = 'kit.rate.limit'
    _description = "Rate limit"
    _log_access = False

    key_hash = fields.Char(required=True)
    window_end = fields.Datetime(required=True, index=True)
    hits = fields.Integer(required=True)

    _key_uniq = models.UniqueIndex("(key_hash)", "One counter per key.")

    @api.model
    def _hit(self, key, limit, seconds):
        """Count a hit of `key`; False when it is past `limit` within a window of `seconds`."""
        return not self._hit_and_wait(key, limit, seconds)

    @api.model
    def _hit_and_wait(self, key, limit, seconds):
        """Count a hit of `key`; seconds until the window ends when it is past `limit`, 0 when it may pass."""
        query = SQL(
            """
            INSERT INTO kit_rate_limit AS r (key_hash, hits, window_end)
                 VALUES (%(key)s, 1, clock_timestamp() AT TIME ZONE 'UTC' + %(seconds)s * INTERVAL '1 second')
            ON CONFLICT (key_hash) DO UPDATE SET
                   hits = CASE WHEN r.window_end > clock_timestamp() AT TIME ZONE 'UTC' THEN r.hits + 1 ELSE 1 END,
                   window_end = CASE WHEN r.window_end > clock_timestamp() AT TIME ZONE 'UTC'
                                     THEN r.window_end ELSE excluded.window_end END
              RETURNING hits, CEIL(EXTRACT(EPOCH FROM window_end - clock_timestamp() AT TIME ZONE 'UTC'))::int
            """,
            key=self._hash(key), seconds=seconds,
        )
        # of two hits at one instant one has a snapshot that is too old, and is told so by PostgreSQL: another hit was
        # counted meanwhile. Who lost so often that these alone are past the limit is past it.
        for _attempt in range(limit + 1):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute(query, log_exceptions=False)
                    [(hits, left)] = cr.fetchall()
                return max(1, left) if hits > limit else 0
            except SerializationFailure:
                continue
        return 1

    @api.model
    def _hash(self, key):
        # sudo: the secret of the database is not for users
        secret = self.env['ir.config_parameter'].sudo().get_param('database.secret')
        return hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()

    @api.autovacuum
    def _gc_ended_windows(self):
        self.env.cr.execute(SQL("DELETE FROM kit_rate_limit WHERE window_end < now() AT TIME ZONE 'UTC'"))
        return self.env.cr.rowcount, 0
