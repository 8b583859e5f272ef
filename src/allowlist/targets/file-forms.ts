import { cidr } from '../cidr.ts';

/** A form of the list: how it is written, and what ranges a text of it has. */
interface Form {
  /** Name of its file. */
  readonly name: string;
  readonly text: (ranges: readonly string[]) => string;
  /** Throws when the text is not of this form. */
  readonly ranges: (text: string) => readonly unknown[];
}

/** The forms the list is published in. */
export const FORMS: readonly Form[] = [
  {
    name: 'ranges.txt',
    text: (ranges) => lines(ranges),
    ranges: (text) => text.split('\n').filter(Boolean),
  },
  {
    name: 'nginx.conf',
    text: (ranges) => lines(ranges.map((range) => `allow ${range};`)),
    ranges: (text) => [...text.matchAll(/^allow (\S+);$/gm)].map(([, range]) => range),
  },
  {
    name: 'terraform.tfvars.json',
    text: (ranges) => json({ openai_egress_ipv4: of(ranges, 4), openai_egress_ipv6: of(ranges, 6) }),
    ranges: (text) => {
      const { openai_egress_ipv4: ipv4, openai_egress_ipv6: ipv6 } = JSON.parse(text);
      return [...ipv4, ...ipv6];
    },
  },
  {
    name: 'ranges.json',
    text: (ranges) => json({ ipv4: of(ranges, 4), ipv6: of(ranges, 6) }),
    ranges: (text) => {
      const { ipv4, ipv6 } = JSON.parse(text);
      return [...ipv4, ...ipv6];
    },
  },
];

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const of = (ranges: readonly string[], family: 4 | 6) =>
  ranges.filter((range) => cidr(range).family === family);
