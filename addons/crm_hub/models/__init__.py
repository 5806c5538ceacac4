from . import (
    hub_call,
    hub_endpoint,
    hub_endpoint_telephony,
    hub_inbound,
    res_partner_plan,
    res_users,
)
