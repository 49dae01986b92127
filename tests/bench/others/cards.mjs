// Looks up cards in a gateway's database as the gateway does: computes the HMAC of the number, reads one row by tag, and opens its sealed status.

import { createDecipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const NONCE = 12;
const SEAL = 16;
const DAYS_TO_1970 = 719162; // day numbers begin at 0001-01-01
const DAY_CACHE_MS = 60_000; // the longest time for which today's day number is cached
const NOT_VALID = { valid: false, expiresOn: null };

/** Opens the data folder. Returns { look, lookAll }: functions that return the answer for one number, or for many in one snapshot, and null for malformed numbers. */
export function openCards(folder, timeZone = 'America/New_York') {
  const secret = Buffer.from(readFileSync(join(folder, 'keys/lookup.secret'), 'ascii'), 'base64');
  const tagKey = createSecretKey(createHmac('sha256', Buffer.alloc(32)).update(secret).digest()); // HKDF's extracted key, RFC 5869
  const statusKey = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'partner-api/v1/card-status\0', 32)));
  const database = new Database(join(folder, 'partner-api.db'), { readonly: true, fileMustExist: true });
  const byTag = database
    .prepare(
      `SELECT "Status" FROM "Cards" WHERE "Tag" = ? AND "Generation" <= (SELECT "Value" FROM "Generations" WHERE "Name" = 'cards')
       ORDER BY "Generation" DESC LIMIT 1`,
    )
    .pluck();
  const today = dayClock(timeZone);

  const tagOf = (digits) => createHmac('sha256', tagKey).update(`partner-api/v1/card-tag\0${digits}\x01`).digest();

  const open = (sealed, tag) => {
    const cipher = createDecipheriv('aes-256-gcm', statusKey, sealed.subarray(0, NONCE));
    cipher.setAAD(tag).setAuthTag(sealed.subarray(-SEAL));
    const plain = cipher.update(sealed.subarray(NONCE, -SEAL));
    cipher.final();
    return { active: plain[0] === 0, firstDay: plain.readInt32BE(1), lastDay: plain.readInt32BE(5) };
  };

  const look = (text) => {
    const digits = digitsOf(text);
    if (digits === null) return null;
    const tag = tagOf(digits);
    const sealed = byTag.get(tag);
    if (sealed === undefined) return NOT_VALID;
    const { active, firstDay, lastDay } = open(sealed, tag);
    const day = today();
    return active && firstDay <= day && day <= lastDay ? { valid: true, expiresOn: isoDate(lastDay) } : NOT_VALID;
  };

  return { look, lookAll: database.transaction((numbers) => numbers.map(look)) };
}

/** The 16 digits without separators, or null if the text is not a card number (ISO/IEC 7064 MOD 97-10). */
function digitsOf(text) {
  if (!/^\d(?:[ -]?\d){15}$/.test(text)) return null;
  const digits = text.replace(/[ -]/g, '');
  return ((Number(digits.slice(0, 8)) % 97) * (1e8 % 97) + Number(digits.slice(8))) % 97 === 1 ? digits : null;
}

/** Today's day number in the city, computed once a minute. */
function dayClock(timeZone) {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  let until = 0;
  let day;
  return () => {
    const now = Date.now();
    if (now >= until) {
      day = Date.parse(format.format(now)) / 86_400_000 + DAYS_TO_1970;
      until = now - (now % DAY_CACHE_MS) + DAY_CACHE_MS;
    }
    return day;
  };
}

function isoDate(day) {
  return new Date((day - DAYS_TO_1970) * 86_400_000).toISOString().slice(0, 10);
}
