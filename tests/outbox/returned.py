"""E-mails that say that a letter came back, or was called spam, in the shapes that mail servers give them."""

from textwrap import dedent

LETTER = "<0123456789abcdef0123456789abcdef@debates.example>"


def postfix(
    status: str = "5.1.1",
    words: str = "smtp; 550 5.1.1 <wren@example.org>: no such mailbox here",
    recipient: str = "wren@example.org",
    message_id: str = LETTER,
    action: str = "failed",
) -> bytes:
    """Answer a report as Postfix writes it: a block for each recipient, and the headers of the letter."""
    return filled(
        f"""\
        Return-Path: <>
        Date: Mon,  2 Mar 2026 08:03:11 +0000 (UTC)
        From: MAILER-DAEMON@mx.quay.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: bounces@debates.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="9C1D240077.1772438591/mx.quay.example"
        Message-Id: <20260302080311.55AA0400FF@mx.quay.example>

        This is a MIME-encapsulated message.

        --9C1D240077.1772438591/mx.quay.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        A letter of yours could not be brought to everybody.

        --9C1D240077.1772438591/mx.quay.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.quay.example
        X-Postfix-Queue-ID: 9C1D240077
        X-Postfix-Sender: rfc822; bounces@debates.example
        Arrival-Date: Mon,  2 Mar 2026 08:03:10 +0000 (UTC)

        Final-Recipient: rfc822; {recipient}
        Original-Recipient: rfc822;{recipient}
        Action: {action}
        Status: {status}
        Remote-MTA: dns; mail.example.org
        Diagnostic-Code: {words}

        --9C1D240077.1772438591/mx.quay.example
        Content-Description: Undelivered Message Headers
        Content-Type: text/rfc822-headers

        Received: by mx.quay.example (Postfix, from userid 33)
        \tid 9C1D240077; Mon,  2 Mar 2026 08:03:10 +0000 (UTC)
        From: The Quay <debates@debates.example>
        To: {recipient}
        Subject: Should the harbour be dredged?
        Message-ID: {message_id}

        --9C1D240077.1772438591/mx.quay.example--
        """
    )


def exim(
    words: str = "Diagnostic-Code: smtp; 550 Mailbox is not known",
    recipient: str = "wren@example.org",
    message_id: str = LETTER,
    status: str = "5.0.0",
) -> bytes:
    """Answer a report as Exim writes it: it says little, names the letter in References, and returns it."""
    return filled(
        f"""\
        X-Failed-Recipients: {recipient}
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@relay.quay.example>
        To: bounces@debates.example
        References: {message_id}
        Content-Type: multipart/report; report-type=delivery-status; boundary=1772438591-eximdsn-80
        MIME-Version: 1.0
        Subject: Mail delivery failed: returning message to sender
        Message-Id: <E1wXyZ-0001Ab-2C@relay.quay.example>
        Date: Mon, 02 Mar 2026 08:03:11 +0000

        --1772438591-eximdsn-80
        Content-type: text/plain; charset=us-ascii

        Your letter did not reach {recipient}.

        --1772438591-eximdsn-80
        Content-type: message/delivery-status

        Reporting-MTA: dns; relay.quay.example

        Action: failed
        Final-Recipient: rfc822;{recipient}
        Status: {status}
        Remote-MTA: dns; mail.example.org
        {words}

        --1772438591-eximdsn-80
        Content-type: message/rfc822

        Return-path: <bounces@debates.example>
        From: The Quay <debates@debates.example>
        To: {recipient}
        Subject: Should the harbour be dredged?
        Message-Id: {message_id}
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary=inside

        --inside
        Content-Type: text/plain

        The claim of one side.
        --inside--

        --1772438591-eximdsn-80--
        """
    )


def complaint(
    kind: str = "abuse",
    recipient: str = "Original-Rcpt-To: <wren@example.org>",
    message_id: str = LETTER,
) -> bytes:
    """Answer a complaint as a provider's feedback loop writes it."""
    return filled(
        f"""\
        From: <feedback@provider.example>
        Date: Tue, 3 Mar 2026 19:22:01 +0000
        Subject: FW: Should the harbour be dredged?
        To: <bounces@debates.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="part_arf"

        --part_arf
        Content-Type: text/plain; charset="US-ASCII"

        Somebody pressed the button for spam.

        --part_arf
        Content-Type: message/feedback-report

        Feedback-Type: {kind}
        User-Agent: ProviderLoop/2.1
        Version: 1
        Original-Mail-From: <bounces@debates.example>
        Arrival-Date: Mon, 2 Mar 2026 08:03:10 +0000
        {recipient}
        Reported-Domain: debates.example

        --part_arf
        Content-Type: message/rfc822

        From: The Quay <debates@debates.example>
        To: Undisclosed recipients:;
        Message-ID: {message_id}
        Subject: Should the harbour be dredged?
        Content-Type: text/plain

        The claim of one side.

        --part_arf--
        """
    )


def filled(template: str) -> bytes:
    """Answer an e-mail as a mail server hands it over."""
    return dedent(template).replace("\n", "\r\n").encode()
