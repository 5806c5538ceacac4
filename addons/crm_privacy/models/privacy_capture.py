from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from .privacy_rule import CHANNELS

NOTICE = 'PRIVACY_NOTICE'  # the statement that forms name unless they have one of their own


class PrivacyCapture(models.AbstractModel):
    """Asking for consent on a form: the questions, what came back, and the record of it.

    Forms of other addons put `crm_privacy.capture_block` where they ask, with the values of `_capture_block`:

        block = self.env['privacy.capture']._capture_block(['NEWSLETTER'], channels=['email'])
        decisions = self.env['privacy.capture']._capture_read(post, ['NEWSLETTER'])
        self.env['privacy.capture']._capture_record(partner, decisions, {'method': 'web'})
    """
    _name = 'privacy.capture'
    _description = "Questions of consent on a form"

    @api.model
    def _capture_block(self, purposes, channels=None, lang=None, notice=NOTICE):
        """Values of `crm_privacy.capture_block`, as a dict `capture`.

        :param purposes: codes, ids or records, or dicts of `purpose`, `channels`, `required`, `ticked`
        :param channels: those that are offered, of the channels of each purpose; None: all of them
        :param lang: language of the words; None: the visitor's
        :param notice: code of the privacy notice
        :raise ValidationError: a box would be ticked beforehand, or a consent demanded that the deed does not need
            (P-04; GDPR Art. 4(11), 7(4))
        """
        questions, told = [], []
        for wanted in purposes:
            wanted = wanted if isinstance(wanted, dict) else {'purpose': wanted}
            purpose = self._capture_purpose(wanted['purpose'])
            if not purpose._privacy_is_asked():
                told.append({'name': purpose.name, 'description': purpose.description})
                continue
            if wanted.get('ticked') or wanted.get('required'):
                raise ValidationError(self.env._(
                    "A form may not tick “%(purpose)s” beforehand, nor demand it: nobody would have agreed to it "
                    "freely. Leave it unticked and optional.", purpose=purpose.name))
            questions.append(self._capture_question(purpose, wanted.get('channels') or channels, lang))
        version = self.env['privacy.statement']._current(notice, lang).sudo()  # sudo: what is shown to the public
        return {
            'questions': questions, 'told': told, 'notice': version, 'notice_words': version.body,
            'notice_title': self.env._("Privacy notice, version %(number)s", number=version.number)}

    @api.model
    def _capture_question(self, purpose, channels=None, lang=None):
        names = self._capture_channel_names()
        words = purpose._privacy_words_now(lang)
        return {
            'purpose': purpose.code, 'name': purpose.name, 'description': purpose.description,
            'words': words.sudo().body,  # sudo: what is shown to the public
            'words_name': f'words-{purpose.code}', 'words_id': words.id,
            'boxes': [
                {'channel': channel, 'label': names[channel], 'name': f'consent-{purpose.code}-{channel}'}
                for channel in self._capture_channels(purpose, channels)],
        }

    @api.model
    def _capture_read(self, post, purposes=None):
        """What a visitor has decided: `[{'purpose', 'channels', 'words'}]`. A box without tick is no decision (P-03).

        :param purposes: those that the form asked for; None: any
        :raise UserError: the words have changed since the page was opened
        """
        allowed = None if purposes is None else {
            self._capture_purpose(each['purpose'] if isinstance(each, dict) else each).code for each in purposes}
        found = {}
        for name, value in post.items():
            kind, _dash, rest = name.partition('-')
            code, _dash, channel = rest.rpartition('-')
            if kind != 'consent' or not value or (allowed is not None and code not in allowed):
                continue
            purpose = self._capture_purpose(code)
            if channel in self._capture_channels(purpose) and purpose._privacy_is_asked():
                found.setdefault(purpose, []).append(channel)
        return [{
            'purpose': purpose.code, 'channels': sorted(chosen),
            'words': purpose._privacy_words_shown(post.get(f'words-{purpose.code}')).id,
        } for purpose, chosen in found.items()]

    @api.model
    def _capture_record(self, partner, decisions, evidence=None):
        """Put down what a visitor has decided, in sudo: to decide for oneself needs no right.

        :param evidence: as `_privacy_record` takes it; by itself the web form, the person, and the traces of the
            request. With `unverified` what was decided for e-mail counts only once it is confirmed by a link in a mail
        :return: the events
        """
        evidence = {
            'method': 'web', 'actor': 'subject', 'notice': self._capture_notice_name(), **self._capture_traces(),
            **(evidence or {})}
        unverified = evidence.pop('unverified', False)
        # sudo: the person decides about the own data
        partner, events = partner.sudo(), self.env['privacy.consent.event'].sudo()
        for decision in decisions:
            purpose = self._capture_purpose(decision['purpose'])
            channels = [channel for channel in decision['channels'] if not (unverified and channel == 'email')]
            if channels:
                events |= partner._privacy_record(
                    purpose, channels, 'given', explicit=purpose.needs_explicit, **{
                        **evidence, 'statement': self.env['privacy.statement.version'].browse(decision['words'])})
        by_mail = [{**decision, 'channels': ['email']} for decision in decisions if 'email' in decision['channels']]
        if unverified and by_mail:
            self.env['privacy.opt.in']._ask(partner.email, partner.name, by_mail, partner=partner, **{
                name: evidence.get(name) for name in ('ip', 'agent', 'notice')})
        return events

    # -- pieces ----------------------------------------------------------

    @api.model
    def _capture_purpose(self, purpose):
        found = self.env['privacy.purpose']._find(purpose)
        if not found or not found.active or found.is_abstract:
            raise UserError(self.env._(
                "There is no purpose “%(code)s” that people can be asked for. Choose one from Privacy > Law > "
                "Purposes.", code=purpose))
        return found

    @api.model
    def _capture_channels(self, purpose, wanted=None):
        """Channels that a purpose offers, in the order of the channels; of those wanted, if any are named."""
        offered = {channel.strip() for channel in (purpose.channels or '').split(',')}
        return [code for code, _name in CHANNELS if code in offered and (wanted is None or code in wanted)]

    @api.model
    def _capture_channel_names(self):
        return dict(self.env['privacy.rule']._fields['channel']._description_selection(self.env))

    @api.model
    def _capture_notice_name(self, code=NOTICE):
        """How the ledger names the notice that holds now: code and number; False without any."""
        notice = self.env['privacy.statement']._current(code).sudo()  # sudo: what is shown to the public
        return f'{notice.statement_id.code} {notice.number}' if notice else False

    @api.model
    def _capture_traces(self):
        """Address and browser of the visitor, where there is one."""
        if not request:
            return {}
        return {'ip': request.httprequest.remote_addr, 'agent': request.httprequest.user_agent.string}
