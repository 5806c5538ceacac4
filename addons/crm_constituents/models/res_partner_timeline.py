from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import html2plaintext

# Messages that the system wrote about itself are no contact with anybody.
SILENT_MESSAGES = ('notification', 'user_notification', 'auto_comment', 'out_of_office')
EXCERPT = 600


class ResPartner(models.Model):
    """The timeline: everything that happened with a constituent, newest first, one page at a time."""
    _inherit = 'res.partner'

    @api.model
    def _constituent_timeline_sources(self):
        """Where the items of a timeline come from: list of dicts, extended by upper addons through `super()`.

        - `kind`, `label`, `icon`: key of the filter, its name (plural), a Font Awesome class;
        - `model`: what the viewer must be allowed to read, else the source is left out;
        - `items`: `function(partner, before, limit) -> list of items`. `before` is None or `(datetime, after_id)`:
          the items at that very moment with ids below `after_id`, then all older ones (`_constituent_timeline_before`
          makes the domain). At most `limit` items, newest first, read with the rights of the viewer, in a number
          of queries that does not depend on theirs.

        An item is a dict: `id` (of the source, an int), `date` (datetime in UTC, or date), `title`; and, where there
        is one, `text` (plain), `author`, `people` (list of (id, name)), `badges` (list of str), `icon`, `model`,
        `res_id` (what a click opens).
        """
        return [{
            'kind': 'contact', 'label': self.env._("Calls, meetings, letters"), 'icon': 'fa-phone',
            'model': 'constituent.interaction', 'items': self._constituent_timeline_contacts,
        }, {
            'kind': 'message', 'label': self.env._("Messages"), 'icon': 'fa-envelope-o',
            'model': 'mail.message', 'items': self._constituent_timeline_messages,
        }, {
            'kind': 'household', 'label': self.env._("Household"), 'icon': 'fa-home',
            'model': 'constituent.household.membership', 'items': self._constituent_timeline_memberships,
        }, {
            'kind': 'affiliation', 'label': self.env._("Posts"), 'icon': 'fa-briefcase',
            'model': 'constituent.affiliation', 'items': self._constituent_timeline_affiliations,
        }, {
            'kind': 'relationship', 'label': self.env._("Relationships"), 'icon': 'fa-link',
            'model': 'constituent.relationship', 'items': self._constituent_timeline_relationships,
        }, {
            'kind': 'role', 'label': self.env._("Roles"), 'icon': 'fa-tag',
            'model': 'constituent.role', 'items': self._constituent_timeline_roles,
        }]

    @api.readonly
    def action_timeline_page(self, kinds=None, before=None, limit=30):
        """One page of the timeline of this constituent, as the viewer may see it.

        :param kinds: keys of the sources wanted; all when empty
        :param before: `next` of the page before this one
        :return: `{'items', 'next' (None at the end), 'kinds': [{'kind', 'label', 'icon'}]}`
        """
        self.ensure_one()
        self.check_access('read')
        limit = max(1, min(int(limit), 200))
        sources = [source for source in self._constituent_timeline_sources()
                   if self.env[source['model']].has_access('read')]
        cursor = None
        if before:
            cursor = (fields.Datetime.to_datetime(before[0]), int(before[1]), int(before[2]))
        found = []
        for rank, source in enumerate(sources):
            if kinds and source['kind'] not in kinds:
                continue
            for item in source['items'](self, self._constituent_timeline_start(cursor, rank), limit + 1):
                moment = item['date']
                item['is_date'] = not isinstance(moment, datetime)
                if item['is_date']:
                    moment = datetime.combine(moment, time.min)
                key = (moment, -rank, item['id'])
                if not cursor or key < (cursor[0], -cursor[1], cursor[2]):
                    found.append((key, source, item))
        found.sort(key=lambda row: row[0], reverse=True)
        page, rest = found[:limit], found[limit:]
        items = [{'icon': source['icon'], **item, 'kind': source['kind'], 'key': f"{source['kind']}-{item['id']}",
                  'date': fields.Datetime.to_string(key[0])} for key, source, item in page]
        last = page[-1][0] if page and rest else None
        return {
            'items': items,
            'next': last and [fields.Datetime.to_string(last[0]), -last[1], last[2]],
            'kinds': [{key: source[key] for key in ('kind', 'label', 'icon')} for source in sources],
        }

    @api.model
    def _constituent_timeline_start(self, cursor, rank):
        """`before` for the source of this rank: at the moment of the cursor, sources take turns by their rank."""
        if not cursor:
            return None
        moment, cursor_rank, cursor_id = cursor
        if rank == cursor_rank:
            return moment, cursor_id
        return moment, (2 ** 62 if rank > cursor_rank else 0)

    @api.model
    def _constituent_timeline_before(self, field, before):
        """Domain of the rows of a source that come after `before`, by a datetime `field` and the id."""
        if not before:
            return Domain.TRUE
        moment, after_id = before
        at_once = Domain(field, '=', moment) & Domain('id', '<', min(after_id, 2 ** 31 - 1))
        return Domain(field, '<', moment) | at_once

    # -- sources of this addon -------------------------------------------

    def _constituent_timeline_people(self):
        """Whose contacts stand on this timeline: a household shows those of its present members as well."""
        if self.constituent_type != 'household':
            return self
        today = self.env['res.company']._constituent_today()
        members = self.household_member_ids.filtered_domain(
            self.env['constituent.household.membership']._domain_on(today))
        return self | members.person_id

    def _constituent_timeline_contacts(self, partner, before, limit):
        Contact = self.env['constituent.interaction']
        about = Contact._domain_about(
            partner._constituent_timeline_people(), partner if partner.constituent_type == 'organisation' else None)
        contacts = Contact.search(
            about & self._constituent_timeline_before('date', before), limit=limit, order='date DESC, id DESC')
        labels = {name: dict(Contact._fields[name]._description_selection(self.env))
                  for name in ('channel', 'direction', 'outcome')}
        icons = {'call': 'fa-phone', 'meeting': 'fa-users', 'letter': 'fa-file-text-o', 'email': 'fa-envelope-o',
                 'sms': 'fa-commenting-o', 'event': 'fa-calendar', 'note': 'fa-sticky-note-o'}
        items = []
        for contact in contacts:
            badges = [labels['channel'][contact.channel]]
            if contact.channel != 'note':
                badges.append(labels['direction'][contact.direction])
            if contact.outcome:
                badges.append(labels['outcome'][contact.outcome])
            if contact.duration:
                badges.append(self.env._("%(count)s min", count=contact.duration))
            items.append({
                'id': contact.id, 'date': contact.date, 'title': contact.subject,
                'text': (contact.summary or '')[:EXCERPT], 'author': contact.user_id.name or '',
                'icon': icons.get(contact.channel, 'fa-comment-o'), 'badges': badges,
                'people': [(person.id, person.name) for person in contact.partner_ids - partner],
                'model': 'constituent.interaction', 'res_id': contact.id,
            })
        return items

    def _constituent_timeline_messages(self, partner, before, limit):
        messages = self.env['mail.message'].search(
            Domain('model', '=', 'res.partner') & Domain('res_id', '=', partner.id)
            & Domain('message_type', 'not in', SILENT_MESSAGES)
            & self._constituent_timeline_before('date', before), limit=limit, order='date DESC, id DESC')
        items = []
        for message in messages:
            internal = message.is_internal or message.subtype_id.internal
            text = html2plaintext(message.body or '').strip()
            items.append({
                'id': message.id, 'date': message.date, 'text': text[:EXCERPT] if message.subject else '',
                'title': message.subject or text[:EXCERPT] or self.env._("Message without text"),
                'author': message.author_id.name or message.email_from or '',
                'icon': 'fa-sticky-note-o' if internal else 'fa-envelope-o',
                'badges': [self.env._("Internal note")] if internal else [],
            })
        return items

    @api.model
    def _constituent_timeline_periods(self, rows, before, limit, begins, ends):
        """Two items for each dated fact: when it began and when it ended. Facts are few: they are cut here.

        :param begins, ends: `function(row) -> title`
        """
        today = self.env['res.company']._constituent_today()
        items = []
        for row in rows:
            shared = {'text': row.note or '', 'model': row._name, 'res_id': row.id}
            if row.date_from and row.date_from <= today:
                items.append({'id': 2 * row.id, 'date': row.date_from, 'title': begins(row), **shared})
            if row.date_to and row.date_to < today:
                items.append({'id': 2 * row.id + 1, 'date': row.date_to, 'title': ends(row), **shared})
        items.sort(key=lambda item: (item['date'], item['id']), reverse=True)
        if before:
            moment, after_id = before
            items = [item for item in items
                     if (datetime.combine(item['date'], time.min), item['id']) < (moment, after_id)]
        return items[:limit]

    def _constituent_timeline_memberships(self, partner, before, limit):
        rows = partner.household_membership_ids | partner.household_member_ids

        def names(row):
            return {'person': row.person_id.name, 'household': row.household_id.name}

        return self._constituent_timeline_periods(
            rows, before, limit,
            lambda row: self.env._("%(person)s joined %(household)s", **names(row)),
            lambda row: self.env._("%(person)s left %(household)s", **names(row)))

    def _constituent_timeline_affiliations(self, partner, before, limit):
        rows = partner.affiliation_ids | partner.affiliated_person_ids

        def names(row):
            return {'person': row.person_id.name, 'organisation': row.organisation_id.name,
                    'job': row.job_title or self.env._("a post")}

        return self._constituent_timeline_periods(
            rows, before, limit,
            lambda row: self.env._("%(person)s began as %(job)s at %(organisation)s", **names(row)),
            lambda row: self.env._("%(person)s ended as %(job)s at %(organisation)s", **names(row)))

    def _constituent_timeline_relationships(self, partner, before, limit):
        def names(row):
            return {'left': row.left_id.name, 'right': row.right_id.name, 'label': row.type_id.label_ab}

        return self._constituent_timeline_periods(
            partner.relationship_ids, before, limit,
            lambda row: self.env._("%(left)s became %(label)s %(right)s", **names(row)),
            lambda row: self.env._("%(left)s ceased to be %(label)s %(right)s", **names(row)))

    def _constituent_timeline_roles(self, partner, before, limit):
        return self._constituent_timeline_periods(
            partner.role_ids, before, limit,
            lambda row: self.env._("Became %(role)s", role=row.role_type_id.name),
            lambda row: self.env._("Ceased to be %(role)s", role=row.role_type_id.name))

    def action_timeline_open(self, model, res_id):
        """Open the record behind an item of the timeline, if the viewer may."""
        record = self.env[model].browse(int(res_id)).exists()
        if not record or not record.has_access('read'):
            raise AccessError(self.env._("This record is not there any more, or is not shared with you."))
        return record._get_records_action(target='new', name=record.display_name)
