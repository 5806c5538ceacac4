from . import test_invitations
