import { personalKey } from '../session/kept.ts';

type Field = Pick<HTMLInputElement, 'value'>;
interface Page {
  querySelector(selector: string): unknown;
  querySelectorAll(selector: string): Iterable<Field>;
}

const fields = 'textarea, form input:is([type=text], [type=email], [type=tel], [type=url], [type=number], :not([type]))';
/** Files on their way show how far they are. */
const onTheirWay = 'progress, [role=progressbar]';

/** Whether loading the page again would disturb somebody: something is being written, waits to be sent or is on its way. */
export function isUnfinished(storage: Storage, page: Page): boolean {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  const [draft, outbox] = [personalKey('draft', ''), personalKey('outbox', '')];
  return (
    keys.some((key) => key.startsWith(draft) || key.startsWith(outbox)) ||
    page.querySelector(onTheirWay) !== null ||
    [...page.querySelectorAll(fields)].some(({ value }) => value.trim() !== '')
  );
}
