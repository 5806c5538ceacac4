"""The consent record in the shape of ISO/IEC TS 27560:2023: what it must have, and how it is read and verified.

The names are those of the community guide of the W3C to the standard (regulation.md 1.3). Each event carries the proof
that it stands in the ledger: the columns that were hashed, the path to the root of its seal, and the seal.
"""
from .verify_ledger import EVENT_COLUMNS, SEAL_COLUMNS, follow_path, leaf_hash, seal_hash

SCHEMA = 'ISO/IEC TS 27560:2023'
RECEIPT = ('schema_version', 'receipt_id', 'issued_at', 'pii_principal_id', 'party_identification', 'records')
PARTY = ('party_id', 'party_name', 'party_address', 'party_contact', 'party_type')
RECORD = ('record_id', 'pii_processing', 'events')
PROCESSING = (
    'purpose', 'purpose_type', 'lawful_basis', 'privacy_notice', 'language', 'pii_controllers', 'pii_information',
    'collection_method', 'storage_locations', 'retention_period', 'jurisdiction', 'recipient_third_parties',
    'withdrawal_method', 'privacy_rights')
EVENT = ('event_time', 'validity_duration', 'entity_id', 'event_type', 'event_state')
STATES = {'requested', 'given', 'renewed', 'refused', 'withdrawn', 'objected', 'expired', 'revoked', 'invalidated',
          'noted'}


def problems(receipt):
    """What keeps a document from being a consent record of this profile; an empty list of a sound one.

    >>> problems({'schema_version': SCHEMA})[0]
    'receipt_id is missing'
    """
    found = [f'{name} is missing' for name in RECEIPT if name not in receipt]
    if found:
        return found
    if receipt['schema_version'] != SCHEMA:
        found.append(f"schema_version is {receipt['schema_version']!r}")
    parties = {party.get('party_id') for party in receipt['party_identification']}
    for party in receipt['party_identification']:
        found += [f'party: {name} is missing' for name in PARTY if not party.get(name)]
    for record in receipt['records']:
        found += [f'record: {name} is missing' for name in RECORD if not record.get(name)]
        processing = record.get('pii_processing') or {}
        found += [f'processing: {name} is missing' for name in PROCESSING if name not in processing]
        if not set(processing.get('pii_controllers') or ['']) <= parties:
            found.append('processing: a controller is not among the parties')
        for event in record.get('events') or ():
            found += [f'event: {name} is missing' for name in EVENT if name not in event]
            if event.get('event_state') not in STATES:
                found.append(f"event: {event.get('event_state')!r} is no state")
    return found


def events_of(receipt):
    """The events of a record as the ledger has them: `{uuid: columns}`, of those that are sealed."""
    return {
        event['proof']['event']['uuid']: event['proof']['event']
        for record in receipt['records'] for event in record['events'] if event.get('proof')}


def verify(receipt):
    """Uuids of the events whose proof does not hold: the event, its path or its seal was changed."""
    broken = []
    for record in receipt['records']:
        for event in record['events']:
            proof = event.get('proof')
            if not proof:
                continue
            values, seal = proof['event'], proof['seal']
            root = follow_path(leaf_hash([values[column] for column in EVENT_COLUMNS]), proof['path'])
            told = (values['state'], values['event_time'], values['purpose']) == (
                event['event_state'], event['event_time'], record['pii_processing']['purpose'])
            if not told or root != seal['root'] or seal_hash([seal[column] for column in SEAL_COLUMNS]) != seal['hash']:
                broken.append(values['uuid'])
    return broken
