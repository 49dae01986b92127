// Checks at night whether members may keep their membership. The file has the subject of a
// member in each line.
//
//   node recheck.ts members.txt [FIRST-LINE]
import { existsSync, readFileSync } from 'node:fs';
import { PartnerApi, PartnerApiError } from './partner-api.ts';

const ourBenefit = process.env.PARTNER_API_BENEFIT ?? 'river-museum-membership';
const MOST_SUBJECTS = 100;

const RECHECK = `
  query($ids: [ID!]!) {
    subjects(ids: $ids) { id valid entitlements { benefit running } }
  }`;

interface Member {
  id: string;
  valid: boolean;
  entitlements: { benefit: string; running: boolean }[];
}

const [file, firstLine = '1'] = process.argv.slice(2);
if (!file || !/^[1-9]\d*$/.test(firstLine)) {
  console.error('usage: node recheck.ts FILE [FIRST-LINE]');
  process.exit(2);
}
if (!existsSync(file)) {
  console.error(`There is no file ${file}.`);
  process.exit(2);
}
const lines = readFileSync(file, 'utf8').split(/\s+/).filter(Boolean);
const api = new PartnerApi('river-museum');
let next = Number(firstLine) - 1;
try {
  while (next < lines.length) {
    const ids = lines.slice(next, next + MOST_SUBJECTS);
    const { subjects } = await api.execute<{ subjects: Member[] }>(RECHECK, { ids });
    for (const member of subjects) {
      const change = changeOf(member);
      if (change) console.log(`${member.id} ${change}`);
    }
    next += ids.length;
  }
  console.error(`Checked ${lines.length} members.`);
} catch (error) {
  if (!(error instanceof PartnerApiError)) throw error;
  const when = error.retryAfterSeconds > 0 ? ` in ${error.retryAfterSeconds} seconds` : '';
  console.error(`${error.message}\nContinue with line ${next + 1}${when}.`);
  process.exitCode = 1;
}

function changeOf({ valid, entitlements }: Member): string | undefined {
  // A lost card is not confirmed until its replacement arrives: your policy decides.
  if (!valid) return 'is not confirmed';
  const runs = entitlements.some(({ benefit, running }) => benefit === ourBenefit && running);
  return runs ? undefined : 'has ended';
}
