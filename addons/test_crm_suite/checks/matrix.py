"""Who may do what, as a table: models of ours and people, by role and operation."""
import csv
import io
from pathlib import Path

from .own import own_groups, own_models

FILE = Path(__file__).resolve().parents[3] / 'docs/security/access-matrix.csv'
OPERATIONS = {'read': 'r', 'write': 'w', 'create': 'c', 'unlink': 'd'}
EVERYBODY = ('base.group_user', 'base.group_portal', 'base.group_public')


def models(env, addons):
    shipped = [name for name in addons if not name.startswith('test_')]
    return sorted({'res.partner'} | {
        model._name for model in own_models(env, shipped)})


def roles(env, addons):
    """`{role: all groups that it has}`."""
    groups = {name: env.ref(name) for name in EVERYBODY}
    groups |= own_groups(env, [name for name in addons if not name.startswith('test_')])
    return {name: group | group.all_implied_ids for name, group in sorted(groups.items())}


def rules_of(env, model, groups, operation):
    """Names of the record rules that narrow an operation for some groups."""
    # sudo: rules are the administrator's
    rules = env['ir.rule'].sudo().search([('model_id.model', '=', model), (f'perm_{operation}', '=', True)])
    # what an addon brings is told by its name; the rest was made by hand
    return sorted({
        (rule.get_external_id()[rule.id] or rule.name or '').split('.')[-1]
        for rule in rules if not rule.groups or rule.groups & groups})


def table(env, addons):
    """Rows of model, role, right (of rwcd), and the record rules that narrow reading and writing."""
    # sudo: access lines are the administrator's
    lines = env['ir.model.access'].sudo().search([('active', '=', True)])
    found = []
    for model in models(env, addons):
        for role, groups in roles(env, addons).items():
            mine = lines.filtered(lambda line, model=model, groups=groups: line.model_id.model == model and (
                not line.group_id or line.group_id in groups))
            right = ''.join(letter for operation, letter in OPERATIONS.items() if any(mine.mapped(f'perm_{operation}')))
            if right:
                found.append([model, role, right, *(
                    ' '.join(rules_of(env, model, groups, operation)) for operation in ('read', 'write'))])
    return found


def as_csv(rows):
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator='\n')
    writer.writerow(['model', 'role', 'right', 'rules of reading', 'rules of writing'])
    writer.writerows(rows)
    return stream.getvalue()


def check_matrix(env, addons, path=FILE):
    """The committed table is what the database says; lines of addons that are not installed here do not count."""
    here = set(models(env, addons))
    known_roles = set(roles(env, addons))
    with open(path, encoding='utf-8', newline='') as stream:
        committed = [row for row in list(csv.reader(stream))[1:] if row[0] in here and row[1] in known_roles]
    present = table(env, addons)
    how = "If that is meant, write the table anew: python3 scripts/access_matrix.py"
    return [
        f"{' | '.join(row)}: not in docs/security/access-matrix.csv. {how}" for row in present if row not in committed
    ] + [
        f"{' | '.join(row)}: in docs/security/access-matrix.csv and not so any more. {how}"
        for row in committed if row not in present]
