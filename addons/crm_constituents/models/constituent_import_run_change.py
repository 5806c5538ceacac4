from odoo import models


class ConstituentImportRun(models.Model):
    """Changing people who are known: what the file says otherwise, or only what is empty here."""

    _inherit = 'constituent.import.run'

    def _change_items(self, items):
        changes, by_partner, targets = [], {}, self._plan().targets
        for item in items:
            if item.twin:
                item.target_id = item.twin.partner_id
                if not item.target_id:
                    item.refuse('duplicate_row', None, {'line': item.twin.line, 'rule': ''})
            if item.state != 'updated':
                continue
            item.partner_id = item.target_id
            if item.target_id in by_partner:
                by_partner[item.target_id].append(item)
                continue
            by_partner[item.target_id] = [item]
            changes.append((item.target_id, self._change_vals(item, targets)))
        if not changes:
            return
        changes = self._only_empty(changes) if self.on_known == 'fill' else changes
        before, errors = self.env['res.partner']._constituent_bulk_update_each(changes)
        wanted = dict(changes)
        for partner_id, same in by_partner.items():
            for item in same:
                if partner_id in errors:
                    item.refuse('rule', None, {'text': errors[partner_id]})
                elif partner_id in before and item is same[0]:
                    item.before = before[partner_id]
                    item.after = {name: wanted[partner_id].get(name) for name in before[partner_id]}
                else:
                    item.state = 'unchanged'

    def _change_vals(self, item, targets):
        """What the file says of a person who is known: without the defaults that were meant for new ones."""
        vals = dict(item.vals)
        if 'constituent_type' not in targets:
            vals.pop('constituent_type', None)
        vals.pop('company_id', None)
        if 'country' not in targets and not ({'state_id', 'city', 'zip'} & vals.keys()):
            vals.pop('country_id', None)
        return vals

    def _only_empty(self, changes):
        records = (
            # sudo: access is checked when they are written
            self.env['res.partner'].browse([id_ for id_, _vals in changes]).sudo()
        )  # sudo: access is checked on writing
        by_id = {record.id: record for record in records}
        return [(id_, {name: value for name, value in vals.items() if not by_id[id_][name]}) for id_, vals in changes]
