import unicodedata
from collections import Counter
from datetime import date, datetime
from doctest import DocTestSuite
from itertools import combinations

import phonenumbers

from odoo.tests import BaseCase, tagged

from ..tools import names
from ..tools.cast import FOUNDERS
from ..tools.cast_organisations import ASSOCIATION
from ..tools.story import tell
from .common import DAY, DEFAULT_SEED

AWKWARD_DAYS = (date(2024, 2, 29), date(2025, 2, 28), date(2026, 3, 31), date(2027, 1, 1))


def load_tests(loader, tests, pattern):
    tests.addTests(DocTestSuite(names))
    return tests


@tagged('post_install', '-at_install')
class TestStory(BaseCase):
    """The facts, before any of them is a record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tell(DEFAULT_SEED, DAY)

    def each_world(self):
        """Stories of several seeds and awkward days: what holds must hold for all of them."""
        for seed in (1, 7, DEFAULT_SEED):
            for day in AWKWARD_DAYS:
                with self.subTest(seed=seed, day=day):
                    yield tell(seed, day)

    def test_the_same_seed_and_day_tell_the_same_story(self):
        self.assertEqual(tell(5, DAY).digest(), tell(5, DAY).digest())

    def test_another_seed_or_day_tells_another_story(self):
        digests = {tell(seed, day).digest() for seed in (5, 6) for day in AWKWARD_DAYS}
        self.assertEqual(len(digests), 2 * len(AWKWARD_DAYS))

    def test_the_story_has_the_size_that_was_promised(self):
        for world in self.each_world():
            self.assertTrue(380 <= len(world.people) <= 470, len(world.people))
            self.assertTrue(240 <= len(world.households) <= 275, len(world.households))
            self.assertTrue(40 <= len(world.organisations) <= 50, len(world.organisations))
            self.assertTrue(1000 <= len(world.contacts) <= 2500, len(world.contacts))

    def test_everything_happened_in_the_last_five_years(self):
        for world in self.each_world():
            spans = [
                (fact, fact.since, fact.until)
                for facts in (world.stays, world.posts, world.ties, world.roles)
                for fact in facts
            ]
            spans += [(fact, fact.joined, fact.died) for fact in world.people.values()]
            spans += [(fact, fact.since, None) for fact in world.organisations.values()]
            spans += [(fact, fact.day, fact.day) for fact in (*world.contacts, *world.notes)]
            for fact, since, until in spans:
                self.assertGreaterEqual(since or world.founded, world.founded, fact)
                self.assertLessEqual(since or world.founded, until or world.today, fact)
                self.assertLessEqual(until or world.today, world.today, fact)
            self.assertLess(
                max(datetime(c.day.year, c.day.month, c.day.day, c.hour) for c in world.contacts),
                datetime(world.today.year, world.today.month, world.today.day),
            )

    def test_nobody_lives_in_two_households_at_once(self):
        for world in self.each_world():
            stays = {}
            for stay in world.stays:
                stays.setdefault(stay.person, []).append(stay)
            for of_one in stays.values():
                for one, other in combinations(of_one, 2):
                    first, second = sorted((one, other), key=lambda stay: stay.since)
                    self.assertTrue(first.until and first.until < second.since, (one, other))

    def test_everybody_living_of_a_chapter_has_a_home(self):
        for world in self.each_world():
            homeless = [
                person.key
                for person in world.people.values()
                if not world.home_of(person.key)
                and not person.contact_only
                and not person.died
                and not person.key.startswith('abroad')
                and 'sign-up sheet' not in person.comment
            ]
            self.assertFalse(homeless)

    def test_the_dead_do_nothing_any_more(self):
        for world in self.each_world():
            died = {person.key: person.died for person in world.people.values() if person.died}
            self.assertGreaterEqual(len(died), 5)
            for facts in (world.stays, world.posts):
                for fact in facts:
                    if fact.person in died:
                        self.assertLessEqual(fact.until, died[fact.person])
            for contact in world.contacts:
                for key in contact.who:
                    if key in died:
                        self.assertLess(contact.day, died[key], contact)

    def test_parents_are_older_than_their_children(self):
        for world in self.each_world():
            for tie in world.ties:
                if tie.kind == 'parent':
                    parent, child = world.people[tie.left], world.people[tie.right]
                    if parent.birthdate and child.birthdate:
                        self.assertGreaterEqual(child.birthdate.year - parent.birthdate.year, 15, tie)

    def test_main_posts_of_one_person_never_overlap(self):
        for world in self.each_world():
            posts = {}
            for post in world.posts:
                if post.primary:
                    posts.setdefault(post.person, []).append(post)
            for of_one in posts.values():
                ordered = sorted(of_one, key=lambda post: post.since)
                for one, other in zip(ordered, ordered[1:], strict=False):
                    self.assertTrue(one.until and one.until < other.since, (one, other))

    def test_every_email_is_at_a_domain_kept_for_examples(self):
        for world in self.each_world():
            for fact in (*world.people.values(), *world.organisations.values()):
                if fact.email:
                    self.assertRegex(fact.email, r'^[a-z0-9.]+@([a-z0-9-]+\.)?example\.(org|com)$')
            for organisation in world.organisations.values():
                self.assertTrue(organisation.website.endswith('.example.org'))

    def test_every_phone_number_is_valid_and_of_the_country(self):
        countries = {'US': 1, 'CA': 1, 'DE': 49, 'GB': 44, 'FR': 33, 'SE': 46, 'AU': 61}
        for world in self.each_world():
            numbers = [
                (fact.phone, fact.address['country'])
                for fact in (*world.people.values(), *world.organisations.values())
            ]
            for phone, country in numbers:
                if phone:
                    parsed = phonenumbers.parse(phone)
                    self.assertTrue(phonenumbers.is_valid_number(parsed), phone)
                    self.assertEqual(parsed.country_code, countries[country], phone)
            self.assertGreater(sum(bool(phone) for phone, _country in numbers), 200)

    def test_names_come_in_many_scripts(self):
        scripts = Counter()
        for person in self.world.people.values():
            for letter in person.first.native + person.last.native:
                if letter.isalpha():
                    scripts[unicodedata.name(letter).split()[0]] += 1
        self.assertLessEqual(
            {'LATIN', 'CYRILLIC', 'GREEK', 'ARABIC', 'HEBREW', 'CJK', 'HANGUL', 'DEVANAGARI'}, set(scripts)
        )
        self.assertTrue(
            any(
                unicodedata.combining(letter)
                for person in self.world.people.values()
                for letter in unicodedata.normalize('NFD', person.last.native)
            )
        )

    def test_people_speak_the_four_languages_of_the_association(self):
        self.assertEqual({person.lang for person in self.world.people.values()}, {'de', 'en', 'fr', 'es'})

    def test_the_founders_signed_on_the_first_day(self):
        for key in FOUNDERS:
            self.assertEqual(self.world.people[key].joined, self.world.founded)

    def test_every_key_that_a_fact_names_exists(self):
        for world in self.each_world():
            partners = {*world.people, *world.organisations, ASSOCIATION}
            for stay in world.stays:
                self.assertIn(stay.household, world.households)
                self.assertIn(stay.person, world.people)
            for tie in world.ties:
                self.assertLessEqual({tie.left, tie.right}, partners)
            for post in world.posts:
                self.assertIn(post.organisation, partners)
            for contact in world.contacts:
                self.assertLessEqual({*contact.who, contact.organisation or ASSOCIATION}, partners)
                self.assertTrue(contact.who or contact.organisation, contact)
