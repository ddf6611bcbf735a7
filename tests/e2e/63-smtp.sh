#!/bin/bash
# 63-smtp.sh - mail by a real Postfix with STARTTLS and logins: what arrives is what was said, once, whatever
# certificate, password and greylisting do; and a mail server that hangs holds nothing up.
. "$(dirname "$0")/lib.sh"
setup "$1"
HOST=$(own_address)
password="mail-secret-71c4"
[ "$(id -u)" = 0 ] || fail "Postfix takes root"

# certificate NAME - for our address, signed by itself.
certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=mail.box.example \
		-addext "subjectAltName=IP:$HOST" -keyout "$D/$1.key" -out "$D/$1.pem" 2>/dev/null
}

# Who may log in, in the protocol of Dovecot's own: one name, one password.
write_login() {
	cat >"$D/login" <<-END
		#!/bin/bash
		printf 'VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t0123456789abcdef0123456789abcdef\nDONE\n'
		while IFS=\$'\t' read -r word id rest; do
			case \$word in
			AUTH) printf 'CONT\t%s\t\n' "\$id" ;;
			CONT)
				[ "\$rest" = "$(printf '\0muzzle\0%s' "$password" | base64)" ] && end=OK || end=FAIL
				printf '%s\t%s\tuser=muzzle\n' \$end "\$id"
				;;
			esac
		done
	END
}

# What Postfix asks about every recipient: $D/policy has the answer, but for nobody@box.example, and $D/hang stops it.
write_policy() {
	cat >"$D/greylist" <<-END
		#!/bin/bash
		while read -r line; do
			case \$line in
			recipient=nobody@*) who=nobody ;;
			recipient=*) who=somebody ;;
			'')
				while [ -e "$D/hang" ]; do sleep 0.1; done
				if [ \$who = nobody ]; then
					printf 'action=550 5.1.1 nobody of that name\n\n'
				else
					printf 'action=%s\n\n' "\$(cat "$D/policy")"
				fi
				;;
			esac
		done
	END
	echo DUNNO >"$D/policy"
}

# serve SOCKET SCRIPT - each connection is a script's.
serve() {
	chmod 755 "$2"
	socat "UNIX-LISTEN:$1,fork,mode=666" "EXEC:$2" 2>>"$D/socat.log" &
	PIDS+=($!)
	wait_for 10 "$(basename "$2") listens" test -S "$1"
}

write_postfix() {
	local dir sbin
	sbin=$(postconf -d -h daemon_directory)
	chmod 755 "$D"
	mkdir -p "$D/postfix" "$D/data" "$D/mail"
	for dir in active bounce corrupt defer deferred flush hold incoming private saved; do
		install -d -o postfix -m 700 "$D/spool/$dir"
	done
	install -d -o postfix -g postdrop -m 730 "$D/spool/maildrop"
	install -d -o postfix -g postdrop -m 710 "$D/spool/public"
	install -d -m 755 "$D/spool/pid"
	chown postfix "$D/data"
	chown nobody "$D/mail"
	cat >"$D/postfix/main.cf" <<-END
		compatibility_level = 3.6
		queue_directory = $D/spool
		data_directory = $D/data
		daemon_directory = $sbin
		maillog_file = $D/mail.log
		maillog_file_prefixes = $D
		myhostname = mail.box.example
		mydestination =
		local_recipient_maps =
		mynetworks =
		inet_interfaces = loopback-only
		inet_protocols = ipv4
		virtual_mailbox_domains = box.example
		virtual_mailbox_base = $D/mail
		virtual_mailbox_maps = inline:{{ann@box.example=ann/},{bob@box.example=bob/},{dana@box.example=dana/}}
		virtual_uid_maps = static:$(id -u nobody)
		virtual_gid_maps = static:$(id -g nobody)
		virtual_transport = virtual
		smtpd_tls_cert_file = $D/mail.pem
		smtpd_tls_key_file = $D/mail.key
		smtpd_tls_security_level = encrypt
		smtpd_sasl_type = dovecot
		smtpd_sasl_path = $D/login.sock
		smtpd_sasl_auth_enable = yes
		smtpd_recipient_restrictions = check_policy_service unix:$D/greylist.sock, permit_sasl_authenticated, reject
		smtpd_relay_restrictions = permit_sasl_authenticated, reject
		smtpd_error_sleep_time = 0
	END
	cat >"$D/postfix/master.cf" <<-END
		$HOST:587 inet n - n - - smtpd
		$HOST:465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
		cleanup unix n - n - 0 cleanup
		qmgr unix n - n 300 1 qmgr
		rewrite unix - - n - - trivial-rewrite
		bounce unix - - n - 0 bounce
		defer unix - - n - 0 bounce
		error unix - - n - - error
		tlsmgr unix - - n 1000? 1 tlsmgr
		virtual unix - n n - - virtual
		anvil unix - - n - 1 anvil
		postlog unix-dgram n - n - 1 postlogd
	END
}

start_postfix() {
	# It signals its group when it ends: that must not be ours.
	setsid "$(postconf -d -h daemon_directory)/master" -c "$D/postfix" -d 2>>"$D/postfix.log" &
	PIDS+=($!)
	wait_for 30 "Postfix listens" bash -c "exec 3<>/dev/tcp/$HOST/587"
}

certificate mail
certificate other
write_login
write_policy
serve "$D/login.sock" "$D/login"
serve "$D/greylist.sock" "$D/greylist"
write_postfix
start_postfix
start_gateway --sessions omer,dana,eve,fay,gil,hal

# conf_mail NAME URL RECIPIENTS... - an alert by mail.
conf_mail() {
	local recipient
	cat <<-END

		[action $1]
		plugin = alert
		format = smtp
		to = $2
		from = muzzle@box.example
		ca = $D/mail.pem
		user = muzzle:\${file:$D/password}
	END
	for recipient in "${@:3}"; do
		echo "recipient = $recipient@box.example"
	done
}

# header NAME FILE - of a mail, its lines unfolded and its words decoded.
header() {
	local line word
	line=$(sed '/^$/q' "$2" | sed ':a; N; $!ba; s/\n[ \t]/ /g' | sed -n "s/^$1: //p")
	case $line in
	'=?utf-8?B?'*) for word in $line; do
		word=${word#'=?utf-8?B?'}
		base64 -d <<<"${word%'?='}"
	done ;;
	*) printf '%s' "$line" ;;
	esac
}

# text FILE - what a person reads.
text() {
	printf '%b' "$(sed '1,/^$/d' "$1" | sed ':a; /=$/ { N; s/=\n//; ba }' | sed 's/\\/\\\\/g; s/=\([0-9A-F][0-9A-F]\)/\\x\1/g')"
}

mails() {
	find "$D/mail/$1/new" -type f 2>/dev/null
}

mails_are() {
	equals "$(mails "$1" | wc -l)" "$2"
}

# mail_of NAME SUBJECT - the file of the one mail of that subject.
mail_of() {
	mails "$1" | while read -r file; do
		[ "$(header Subject "$file")" != "$2" ] || echo "$file"
	done
}

arrived() {
	[ -n "$(mail_of "$1" "$2")" ]
}

(umask 077 && printf '%s' "$password" >"$D/password")
chmod 644 "$D"/*.pem
{
	conf_head
	NOTIFY='both dana nobody' conf_waha_status
	conf_mail both "smtp://$HOST:587" ann bob
	conf_mail dana "smtps://$HOST" dana
	conf_mail nobody "smtp://$HOST:587/edge.box.example" ann nobody
	conf_waha_restart
} >"$D/muzzle.ini"
sed -i '/^\[action dana\]/a title = «{target}» braucht Hilfe: {why} 🚨 — bitte nachsehen, am besten gleich\ntext = ü = ü; {target}: .{why}\\n.\\nthe end' "$D/muzzle.ini"
start_muzzle


# The first of all: what was said is what is read.
fake omer banned
title="waha/omer needs a person"
wait_for 20 "Ann's mail arrives" arrived ann "$title"
wait_for 20 "and Bob's" arrived bob "$title"
mail=$(mail_of bob "$title")
check "from us" equals "$(header From "$mail")" "muzzle <muzzle@box.example>"
check "to both" equals "$(header To "$mail")" "ann@box.example, bob@box.example"
check "no robot answers it" equals "$(header Auto-Submitted "$mail")" auto-generated
check "it belongs to its incident" equals "$(header References "$mail")" "<incident-1-waha-omer@$(hostname)>"
check "and has an id of its own" grep -qE '^Message-ID: <[0-9a-f]+-[0-9]+@' "$mail"
check "its text is whole" equals "$(text "$mail" | head -n 3)" \
	"No restart can cure this. Please look: scan a code, log in again, or decide.
Reason: only a person can help: SCAN_QR_CODE
Last known state: human"
wait_for 20 "Dana's arrives beside it, from a section of its own" mails_are dana 1
mail=$(mails dana)
check "umlauts and all" equals "$(header Subject "$mail")" \
	"«waha/omer» braucht Hilfe: only a person can help: SCAN_QR_CODE 🚨 — bitte nachsehen, am besten gleich"
check "its text, too" equals "$(text "$mail" | head -n 1)" "ü = ü; waha/omer: .only a person can help: SCAN_QR_CODE"
check "a line of one dot ends nothing" equals "$(text "$mail" | tail -n 2)" ".
the end"
wait_for 20 "who is refused is named" grep -q 'nobody: .*not everybody was told .*nobody@box.example: 550' "$D/muzzle.log"
check "and the other one has it" mails_are ann 2
check "we are called what the url says" grep -q 'nobody@box.example.* helo=<edge.box.example>' "$D/mail.log"

# refused TEXT - so Postfix has answered so often at least.
refused() {
	[ "$(grep -c "$2" "$D/mail.log")" -ge "$1" ]
}

echo 'DEFER come again' >"$D/policy"
fake dana banned
wait_for 20 "a grey list sends us away, and again" refused 6 'RCPT from .*: 450 4.7.1'
echo DUNNO >"$D/policy"
wait_for 30 "then it lets us in" arrived bob "waha/dana needs a person"

# mend FROM TO - in the configuration, which is read again.
mend() {
	sed -i "s|$1|$2|" "$D/muzzle.ini"
	kill -HUP "$MUZZLE_PID"
}

mend "ca = $D/mail.pem" "ca = $D/other.pem"
fake eve banned
wait_for 20 "a certificate that is not to be trusted is told" grep -q 'both: .*why="the certificate is not to be trusted"' "$D/muzzle.log"
mend "ca = $D/other.pem" "ca = $D/mail.pem"
wait_for 30 "with the right one it goes on" arrived bob "waha/eve needs a person"

printf wrong-secret >"$D/password"
kill -HUP "$MUZZLE_PID"
fake fay banned
wait_for 20 "a wrong password is told" grep -q 'both: .*the server does not take our name and password: 535' "$D/muzzle.log"
printf '%s' "$password" >"$D/password"
kill -HUP "$MUZZLE_PID"
wait_for 30 "with the right one it goes on" arrived bob "waha/fay needs a person"

touch "$D/hang"
fake hal banned
fake gil dead
wait_for 20 "while the mail server hangs, the dead are restarted" stat_is gil restarts 1
check "and the loop does not wait for it" never_late 4000
rm "$D/hang"
wait_for 40 "when it speaks again, it gets its mail" arrived bob "waha/hal needs a person"
hold_for 3 "nothing is told twice" mails_are bob 5
for name in dana eve fay hal; do
	check "Ann has $name's twice: from two sections" equals "$(mail_of ann "waha/$name needs a person" | wc -l)" 2
done

muzzle status --json >"$D/said"
stop_muzzle
if grep -rlE "$password|wrong-secret" "$D/run" "$D/state" "$D/muzzle.log" "$D/said" "$D/mail"; then
	fail "a secret is in the files above"
fi
say "no password in log, journal, spool, status and mails"
