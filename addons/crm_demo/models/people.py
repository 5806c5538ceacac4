from odoo import Command, api, models
from odoo.tools import SQL


class DemoMaker(models.AbstractModel):
    """People: those of the story, the members of the chapters, and who speaks for an organisation."""

    _inherit = 'demo.maker'

    @api.model
    def _steps(self):
        return [*super()._steps(), (20, 'people', self.env._("People"), '_make_people')]

    @api.model
    def _make_people(self, making):
        facts = list(making.world.people.values())
        people = self.env['res.partner'].create([self._prepare_person_vals(person) for person in facts])
        making.register({fact.key: person for fact, person in zip(facts, people, strict=True)})
        self._date_back(people, [fact.joined for fact in facts])
        numbers = self.env['constituent.external.id'].create(
            [
                {'partner_id': making.id(fact.partner), 'system': fact.system, 'value': fact.value}
                for fact in making.world.old_numbers
            ]
        )
        return self.env._(
            "%(people)s people, %(numbers)s keys of older lists", people=len(people), numbers=len(numbers)
        )

    @api.model
    def _prepare_person_vals(self, person):
        """Values of one person; extend in areas that add fields."""
        vals = {
            'constituent_type': 'individual',
            'first_name': person.first.native,
            'middle_name': person.middle,
            'last_name': person.last.native,
            'name_prefix': person.prefix,
            'name_suffix': person.suffix,
            'preferred_name': person.preferred,
            'former_name': person.former,
            'pronouns': person.pronouns,
            'lang': self._lang_code(person.lang),
            'email': person.email,
            'phone': person.phone,
            'function': person.job,
            'birthdate': person.birthdate,
            'birthdate_precision': person.birth_precision if person.birthdate else False,
            'is_deceased': bool(person.died),
            'deceased_date': person.died,
            'deceased_source': person.death_source,
            'preferred_channel': person.channel or False,
            'alert_note': person.alert,
            'comment': person.comment,
            'confidential': person.confidential,
            'anonymous_recognition': person.anonymous,
            **self._address_vals(person.address),
        }
        if person.summer_address:
            vals['child_ids'] = [
                Command.create(
                    {
                        'name': self.env._("Summer address, May to September"),
                        'type': 'other',
                        **self._address_vals(person.summer_address),
                    }
                )
            ]
        return {key: value or False for key, value in vals.items()}

    @api.model
    def _date_back(self, records, days):
        """Let records have been created on their day of the story, as if the office had kept books all along.

        In SQL, as `create_date` cannot be written otherwise.
        """
        records.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s t SET create_date = fact.day::timestamp + interval '10 hours'"
                " FROM UNNEST(%(ids)s::int[], %(days)s::date[]) AS fact(id, day)"
                " WHERE t.id = fact.id AND fact.day < CURRENT_DATE",
                table=SQL.identifier(records._table),
                ids=records.ids,
                days=list(days),
            )
        )
        records.invalidate_recordset(['create_date'])
