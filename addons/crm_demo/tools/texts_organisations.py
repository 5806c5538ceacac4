"""What was said with organisations, in English, as the office keeps its notes on them."""

# organisation kind: (channel, subject, text)
WITH_ORGANISATIONS = {
    'school': (
        ('meeting', "School visit planned", "A class of 24 comes to the boat house in spring. Life jackets for all."),
        ('email', "Teaching material on seagrass", "Sent the booklet in two languages, thirty copies follow by post."),
        ('call', "A bus for the coast walk", "Asks whether we pay half of the bus. Will ask the chapter."),
        ('letter', "Thank-you drawings", "Twenty drawings of crabs. Two hang in the office now."),
    ),
    'research': (
        ('email', "Water samples", "Results of the last series; nitrate lower than the year before."),
        ('meeting', "Where to plant next", "Went over the map of the bay. North shore first, after the storms."),
        ('email', "Paper accepted", "Our volunteers are thanked by name in the paper. Proofs attached."),
    ),
    'sponsor': (
        ('meeting', "Sponsorship for next year", "Offers the same sum. Wants the logo on the clean-up vests."),
        ('call', "Invoice for the regatta", "Cannot find the invoice of last summer. Sent again."),
        ('event', "At the regatta with a stand", "Gave out four hundred cups of soup in our name."),
        ('email', "Logo in colour and black", "Sent the files for the programme. Deadline is Friday."),
    ),
    'municipality': (
        ('letter', "Permit for the pier", "Permit renewed for two years, with the old conditions."),
        ('meeting', "Round table on litter", "Bins on the quay until May. Who empties them is still open."),
        ('call', "Lights on the slipway", "The lamp is out since Monday; they will send somebody."),
    ),
    'media': (
        ('call', "Interview about the storm relief", "Wants to speak with two volunteers. Passed on the numbers."),
        (
            'email',
            "Photos of the lantern parade",
            "Asked for three photos in print size and the names of the children.",
        ),
        ('web', "Correction asked for", "The article names the wrong founder. They mend it online today."),
    ),
    'supplier': (
        ('email', "Offer asked for", "Delivery within ten days, three per cent off for associations."),
        ('call', "Late delivery", "Comes on Thursday instead. No harm done."),
        ('letter', "New price list", "Prices up by four per cent from January."),
    ),
    'funder': (
        ('meeting', "Report on the grant", "Went through the figures. Final report due at the end of the quarter."),
        ('email', "Call for proposals", "New round on coastal learning. Deadline in six weeks, up to two partners."),
        ('call', "A question on the budget", "May we move money from travel to material? Yes, up to a tenth."),
    ),
    'partner': (
        ('event', "Joint regatta", "Shared the start boat and the soup kitchen."),
        ('meeting', "Winter storage", "Our two dinghies may stand in their shed until Easter."),
        ('email', "Exchange of volunteers", "Three of theirs come to the clean-up, three of ours to their open day."),
    ),
}
