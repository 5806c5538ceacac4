from odoo import api, fields, models, tools


class ConstituentPattern(models.Model):
    """A phrase by which people are greeted or households named, in one language.

    The most particular pattern wins: that of the language and the title, then that of the language, then English.
    Placeholders stand in braces; one that has no value leaves nothing behind, blanks neither.
    """
    _name = 'constituent.pattern'
    _description = "Salutation and household name pattern"
    _order = 'lang, key, id'

    key = fields.Selection([
        ('formal', "Formal salutation of a person"),
        ('informal', "Informal salutation of a person"),
        ('organisation', "Salutation of an organisation"),
        ('household_formal', "Formal greeting of a household"),
        ('household_informal', "Informal greeting of a household"),
        ('household_family', "Household name by family names"),
        ('household_members', "Household name by first and family names"),
        ('household_titles', "Household name by titles"),
        ('and', "And"),
    ], string="Used for", required=True)
    lang = fields.Char("Language", required=True, help="Two letters: en, de, fr. Variants of a language share it.")
    titles = fields.Char(
        help="Titles for which this pattern is meant, with commas between: Mr, Herr. Empty: for all, with or without.")
    pattern = fields.Char(
        required=True, translate=False,
        help="Placeholders for a person: {title} {titles} {first_name} {given_name} {last_name} {name}. "
             "For a household: {family_names} {members} {title_members} {given_names} {salutations} "
             "{salutations_lower}.")
    active = fields.Boolean(default=True)

    @tools.ormcache()
    def _patterns(self):
        """All patterns as `{(lang, key): {title or '': pattern}}`."""
        patterns = {}
        # sudo: patterns are the same for everybody and are needed wherever a name is shown
        for row in self.sudo().search([]):
            by_title = patterns.setdefault((row.lang.lower(), row.key), {})
            titles = [title.strip().lower().rstrip('.') for title in (row.titles or '').split(',') if title.strip()]
            for title in titles or ['']:
                by_title.setdefault(title, row.pattern)
        return patterns

    @api.model
    def _pattern(self, key, lang, titles=()):
        """Pattern for `key` in the language of `lang`: that of the first of `titles` that has one, else the general.

        :return: (pattern, the titles that the pattern itself does not speak for)
        """
        short = (lang or self.env.lang or 'en').split('_')[0].lower()
        patterns = self._patterns()
        by_title = patterns.get((short, key)) or patterns.get(('en', key)) or {}
        for index, title in enumerate(titles):
            if found := by_title.get(title.lower().rstrip('.')):
                return found, [*titles[:index], *titles[index + 1:]]
        general = by_title.get('with title') if titles else None
        return general or by_title.get('', ''), list(titles)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
