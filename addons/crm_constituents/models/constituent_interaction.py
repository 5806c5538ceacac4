from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

CHANNELS = [
    ('call', "Call"),
    ('meeting', "Meeting"),
    ('letter', "Letter"),
    ('email', "E-mail"),
    ('sms', "Text message"),
    ('portal', "Portal"),
    ('web', "Website"),
    ('social', "Social media"),
    ('event', "Event"),
    ('note', "Note"),
    ('other', "Other"),
]
PURPOSES = [
    ('information', "Information"),
    ('thanks', "Thanks"),
    ('care', "Keeping in touch"),
    ('ask', "Asking for support"),
    ('renewal', "Renewal"),
    ('service', "Service"),
    ('complaint', "Complaint"),
    ('event', "Event"),
    ('research', "Research"),
    ('other', "Other"),
]
RELATION = 'constituent_interaction_partner_rel'
# Columns of a contact that the table which joins contacts and people holds too, with their types in PostgreSQL.
COLUMNS = {
    'date': 'timestamp', 'channel': 'varchar', 'direction': 'varchar', 'company_id': 'integer', 'user_id': 'integer',
    'sensitivity': 'varchar'}
BESIDE = tuple(COLUMNS)
BESIDE_PEOPLE = """
    ALTER TABLE constituent_interaction_partner_rel {adds};
    CREATE INDEX IF NOT EXISTS constituent_interaction_partner_rel_by_person
        ON constituent_interaction_partner_rel (partner_id, date) INCLUDE ({included});
    CREATE OR REPLACE FUNCTION constituent_interaction_beside() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        SELECT {names} INTO {news} FROM constituent_interaction WHERE id = NEW.interaction_id;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE FUNCTION constituent_interaction_spread() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE constituent_interaction_partner_rel SET ({names}) = ROW({news}) WHERE interaction_id = NEW.id;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER constituent_interaction_beside BEFORE INSERT OR UPDATE OF interaction_id
        ON constituent_interaction_partner_rel FOR EACH ROW EXECUTE FUNCTION constituent_interaction_beside();
    CREATE OR REPLACE TRIGGER constituent_interaction_spread AFTER UPDATE OF {names}
        ON constituent_interaction FOR EACH ROW WHEN (({olds}) IS DISTINCT FROM ({news}))
        EXECUTE FUNCTION constituent_interaction_spread();
""".format(
    names=', '.join(COLUMNS), included=', '.join(BESIDE[1:]), news=', '.join(f'NEW.{name}' for name in COLUMNS),
    olds=', '.join(f'OLD.{name}' for name in COLUMNS),
    adds=', '.join(f'ADD COLUMN IF NOT EXISTS {name} {kind}' for name, kind in COLUMNS.items()))


class ConstituentInteraction(models.Model):
    """One contact with one or more constituents: a call, a meeting, a letter. It stands on the timeline of each.

    A light model on purpose: there are ten times as many rows as people, so it has no followers and no messages.
    """
    _name = 'constituent.interaction'
    _description = "Contact"
    _order = 'date DESC, id DESC'
    _rec_name = 'subject'

    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    partner_ids = fields.Many2many(
        'res.partner', 'constituent_interaction_partner_rel', 'interaction_id', 'partner_id',
        string="With", domain="[('constituent_type', '!=', False)]", copy=False)
    organisation_id = fields.Many2one(
        'res.partner', string="Organisation", index='btree_not_null', ondelete='restrict',
        domain="[('constituent_type', '=', 'organisation')]")
    channel = fields.Selection(CHANNELS, required=True, default='call', string="Kind")
    direction = fields.Selection([('in', "From them"), ('out', "From us")], default='out', required=True)
    purpose = fields.Selection(PURPOSES, string="For")
    sensitivity = fields.Selection([
        ('normal', "All who see the person"),
        ('restricted', "Only who wrote it, and administrators"),
    ], string="Seen by", default='normal', required=True)
    subject = fields.Char(required=True)
    summary = fields.Text("What was said")
    outcome = fields.Selection([
        ('reached', "Reached"),
        ('no_answer', "No answer"),
        ('left_message', "Left a message"),
        ('call_back', "Call back"),
        ('wrong_number', "Wrong number"),
        ('done', "Done"),
    ])
    duration = fields.Integer("Minutes", aggregator='sum')
    user_id = fields.Many2one(
        'res.users', string="By", default=lambda self: self.env.user, index='btree_not_null', ondelete='restrict')
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, precompute=True, index='btree_not_null',
        ondelete='restrict', copy=False, help="Company of the people this is about. Empty: shared by all companies.")
    request_id = fields.Many2one(
        'constituent.request', string="Request", index='btree_not_null', ondelete='set null', copy=False,
        help="The request that this contact brought, or is about.")
    warning = fields.Html("Read first", compute='_compute_warning', sanitize=False, exportable=False)
    warns_stop = fields.Boolean(compute='_compute_warning')
    res_model = fields.Char("Source model", copy=False)
    res_id = fields.Many2oneReference("Source record", model_field='res_model', copy=False)

    _officer_by_date = models.Index('(user_id, date DESC)')
    _source_lookup = models.Index('(res_model, res_id) WHERE res_model IS NOT NULL')
    _duration_positive = models.Constraint('CHECK (duration >= 0)', "A contact cannot last less than no time.")

    def init(self):
        """What a segment asks of a contact stands beside each person of it as well, kept there by PostgreSQL.

        Measured: "3 contacts or more in 24 months" over a million people with five million contacts takes 4.5 s when
        both tables are joined, 1.4 s out of one index in the order of the people (docs/algorithms/segments.md).
        """
        self.env.cr.execute("SELECT FROM pg_attribute WHERE attrelid = %s::regclass AND attname = ANY(%s)", [
            RELATION, list(BESIDE)])
        complete = self.env.cr.rowcount == len(BESIDE)
        self.env.cr.execute(BESIDE_PEOPLE)
        if not complete:
            self.env.cr.execute(SQL(
                "UPDATE constituent_interaction_partner_rel r SET %s FROM constituent_interaction i"
                " WHERE i.id = r.interaction_id", SQL(', ').join(
                    SQL("%s = %s", SQL.identifier(name), SQL.identifier('i', name)) for name in BESIDE)))

    @api.depends('partner_ids.company_id', 'organisation_id.company_id')
    def _compute_company_id(self):
        for contact in self:
            people = contact.partner_ids | contact.organisation_id
            contact.company_id = people.company_id[:1]

    @api.depends('partner_ids', 'organisation_id')
    @api.depends_context('uid', 'lang', 'allowed_company_ids')
    def _compute_warning(self):
        for contact in self:
            warnings = (contact.partner_ids | contact.organisation_id)._origin._constituent_warnings('write')
            contact.warns_stop = any(each['level'] == 'stop' for each in warnings)
            contact.warning = self.env['res.partner']._constituent_warnings_html(warnings)

    @api.model
    def _domain_about(self, people, organisation=None):
        """Contacts with some of `people`, or about `organisation`.

        Hot path, in SQL: the first page of a timeline wants the newest thirty of a few hundred, and the plain domain
        makes PostgreSQL walk all contacts by date instead (300,000 contacts: 20 ms against 170). The array is made
        first, so only its rows are sorted. Held equal to the plain domain by `test_contacts_of_people_equal_orm`.
        """
        self.flush_model(['partner_ids', 'organisation_id'])
        ids = SQL(
            "SELECT interaction_id FROM constituent_interaction_partner_rel WHERE partner_id = ANY(%s)", people.ids)
        if organisation:
            ids = SQL(
                "%s UNION SELECT id FROM constituent_interaction WHERE organisation_id = %s", ids, organisation.id)
        return Domain.custom(to_sql=lambda model, alias, query: SQL(
            "%s = ANY(ARRAY(%s))", SQL.identifier(alias, 'id'), ids))

    @api.constrains('partner_ids', 'organisation_id')
    def _check_about_somebody(self):
        for contact in self:
            if not contact.partner_ids and not contact.organisation_id:
                raise ValidationError(self.env._(
                    "“%(subject)s” is about nobody. Name at least one person, household or organisation.",
                    subject=contact.subject))

    def action_open_email(self):
        """The e-mail that this contact was made of."""
        self.ensure_one()
        return {'type': 'ir.actions.act_window', 'res_model': 'constituent.email', 'res_id': self.res_id,
                'views': [(False, 'form')]}

    def action_make_request(self):
        """Make a request of this contact, or show the one that was made of it."""
        self.ensure_one()
        return self.env['constituent.request']._request_new_from_interaction(self)._get_records_action()
