from odoo import api, fields, models
from odoo.http import request


class PrivacyExportLog(models.Model):
    """Data of people that left as a file or as an answer to another program: who took what, when and what for.

    Nobody writes here but the exits themselves.
    """
    _name = 'privacy.export.log'
    _description = "Data that left"
    _order = 'id desc'
    _rec_name = 'exit'

    at = fields.Datetime("When", required=True, readonly=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one('res.users', string="Who", required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one('res.company', readonly=True, index='btree_not_null', ondelete='cascade')
    exit = fields.Char(required=True, readonly=True, index=True, help="Code of the exit.")
    exit_name = fields.Char("Way", compute='_compute_exit_name')
    model = fields.Char("Kind of record", readonly=True)
    field_names = fields.Char("Columns", readonly=True)
    rows = fields.Integer(readonly=True)
    left_out = fields.Integer("Left out", readonly=True, help="Rows that may only be stored at present (GDPR Art. 18).")
    why = fields.Char("What for", readonly=True)
    purpose = fields.Char(readonly=True, help="Code of the purpose, where data is passed on.")
    recipient_id = fields.Many2one(
        'res.partner', string="To whom", readonly=True, index='btree_not_null', ondelete='restrict')
    request_id = fields.Many2one(
        'privacy.export.request', string="Approval", readonly=True, index='btree_not_null', ondelete='restrict')
    ip = fields.Char("From address", readonly=True)
    sha256 = fields.Char("SHA-256 of the file", readonly=True)
    reference = fields.Char(readonly=True)

    _by_user = models.Index('(user_id, at) WHERE request_id IS NULL')

    @api.depends('exit')
    def _compute_exit_name(self):
        names = self.env['privacy.exit']._names()
        for line in self:
            line.exit_name = names.get(line.exit, line.exit)

    @api.model
    def _put_down(self, exit_code, model, rows, **values):
        # sudo: nobody has a right to write here
        return self.sudo().create({
            'user_id': self.env.uid, 'company_id': self.env.company.id, 'exit': exit_code, 'model': model, 'rows': rows,
            'ip': request.httprequest.remote_addr if request else False, **values})

    @api.model
    def _put_down_later(self, exit_code, model, rows, **values):
        """The same after the commit, for addresses that answer on a cursor which only reads."""
        registry, uid, company = self.env.registry, self.env.uid, self.env.company.id
        address = request.httprequest.remote_addr if request else False

        @self.env.cr.postcommit.add
        def _later():
            with registry.cursor() as cr:  # commits at its end: the transaction that is told of is over
                api.Environment(cr, uid, {'allowed_company_ids': [company]})['privacy.export.log']._put_down(
                    exit_code, model, rows, **{**values, 'ip': address})
