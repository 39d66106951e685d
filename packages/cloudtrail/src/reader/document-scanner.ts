import { ByteWindow } from './byte-window.js';
import { ElementMembers } from './element-members.js';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  endOfString,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  skipWhiteSpace,
  startsValue,
} from './json-bytes.js';
import { LogFormatError } from './log-format-error.js';
import type { SelectedRecord } from './log-reader.js';
import type { RecordSelection } from './record-selection.js';
import { ValueSkipper } from './value-skipper.js';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const LONGEST_NAME_LOOKED_AT = 1024;

/** What must come next, white space aside. */
type Expected =
  | 'document'
  | 'first member'
  | 'member'
  | 'colon'
  | 'value'
  | 'end of member'
  | 'first element'
  | 'element'
  | 'end of element';

/**
 * Finds the elements of the lists named `Records` in a text that comes in pieces: one document, or several one after the
 * other. Reads every such list of a document (`JSON.parse` would keep only the last one), at the top level only. Holds
 * the element or name that is cut by the end of a piece, and nothing else.
 */
export class DocumentScanner {
  readonly selection: RecordSelection;
  readonly problems: LogFormatError[] = [];
  /** Whether the rest of the text cannot be understood, so that there is no use in more of it. */
  stopped = false;
  readonly #maxRecordBytes: number;
  readonly #window: ByteWindow;
  readonly #members = new ElementMembers();
  readonly #skipper = new ValueSkipper();
  #expected: Expected = 'document';
  #skipping = false;
  #selected: SelectedRecord | undefined;
  /** Bytes that the window must have before another look at a cut element is worth it. */
  #worthwhileBytes = 0;
  #documents = 0;
  #atRecords = false;
  #sawRecords = false;
  #sawOther = false;

  /**
   * @param behind for a text that begins right behind an element of `Records` in the first document: how many bytes of
   * text there are before. The selection has counted the elements in them.
   */
  constructor(selection: RecordSelection, maxRecordBytes: number, behind?: number) {
    this.selection = selection;
    this.#maxRecordBytes = maxRecordBytes;
    this.#window = new ByteWindow(behind);
    if (behind === undefined) return;
    this.#expected = 'end of element';
    this.#documents = 1;
    this.#sawRecords = true;
  }

  /** Adds the next piece of text; only when {@link next} has nothing more to say about the last one. */
  append(piece: Uint8Array): void {
    this.#window.append(piece);
  }

  /** The next wanted record; `undefined` when more text is needed. */
  next(): SelectedRecord | undefined {
    this.#selected = undefined;
    if (this.#window.length < this.#worthwhileBytes) return undefined;
    while (!this.stopped && this.#selected === undefined && this.#step());
    return this.#selected;
  }

  /** Says that no text follows what was appended: {@link next} looks at what is left now, however little. */
  endOfText(): void {
    this.#worthwhileBytes = 0;
  }

  /** What is wrong with the end of the text: to be asked last. */
  checkEnd(): void {
    if (this.stopped) return;
    if (this.#expected !== 'document') {
      this.#report('LOG_TRUNCATED', 'The text ends in the middle of a document.');
    } else if (this.#window.length > 0) {
      this.#stop('a document');
    } else if (this.#documents === 0) {
      this.#report('LOG_EMPTY', 'The object has no text.');
    }
  }

  /** Takes one step; `false` when more text is needed for it. */
  #step(): boolean {
    const window = this.#window;
    if (this.#skipping) return this.#skipOn();
    window.start = skipWhiteSpace(window.bytes, window.start, window.end);
    if (window.length === 0) return false;
    const byte = window.bytes[window.start]!;
    switch (this.#expected) {
      case 'element':
        return this.#takeElement(byte);
      case 'end of element':
        if (byte === CLOSE_LIST) return this.#go('end of member');
        return byte === COMMA ? this.#go('element') : this.#stop('a comma or the end of the list');
      case 'first element':
        return byte === CLOSE_LIST ? this.#go('end of member') : this.#takeElement(byte);
      default:
        return this.#stepOutside(byte);
    }
  }

  #stepOutside(byte: number): boolean {
    switch (this.#expected) {
      case 'document':
        return this.#takeDocument(byte);
      case 'first member':
        return byte === CLOSE_OBJECT ? this.#endDocument() : this.#takeName(byte);
      case 'member':
        return this.#takeName(byte);
      case 'colon':
        return byte === COLON ? this.#go('value') : this.#stop('a colon');
      case 'value':
        return this.#takeValue(byte);
      default:
        if (byte === CLOSE_OBJECT) return this.#endDocument();
        return byte === COMMA ? this.#go('member') : this.#stop('a comma or the end of the document');
    }
  }

  #takeDocument(byte: number): boolean {
    const { bytes, start, length } = this.#window;
    if (byte === BYTE_ORDER_MARK[0]) {
      if (length < BYTE_ORDER_MARK.length) return false;
      if (BYTE_ORDER_MARK.some((mark, at) => bytes[start + at] !== mark)) return this.#stop('a document');
      this.#window.start += BYTE_ORDER_MARK.length;
      return true;
    }
    if (byte === OPEN_LIST && this.#documents === 0) {
      this.#report('LOG_WITHOUT_RECORDS', 'The text is a list and not an object with a list named Records.');
      this.stopped = true;
      return false;
    }
    if (byte !== OPEN_OBJECT) return this.#stop('a document');
    this.#documents += 1;
    this.#sawRecords = false;
    this.#sawOther = false;
    return this.#go('first member');
  }

  #endDocument(): boolean {
    if (!this.#sawRecords) {
      const what = this.#sawOther ? 'Records is not a list' : 'there is no list named Records';
      this.#report('LOG_WITHOUT_RECORDS', `In document ${this.#documents} of the object ${what}.`);
    }
    return this.#go('document');
  }

  #takeName(byte: number): boolean {
    const window = this.#window;
    if (byte !== QUOTE) return this.#stop('the name of a member');
    const end = endOfString(window.bytes, window.start + 1, window.end);
    if (end < 0 && window.length <= LONGEST_NAME_LOOKED_AT) return false;
    if (end < 0) {
      this.#atRecords = false;
      return this.#skip('colon');
    }
    this.#atRecords = isRecords(window.bytes.toString('utf8', window.start, end + 1));
    window.start = end;
    return this.#go('colon');
  }

  #takeValue(byte: number): boolean {
    if (!startsValue(byte)) return this.#stop('a value');
    if (this.#atRecords && byte === OPEN_LIST) {
      this.#sawRecords = true;
      return this.#go('first element');
    }
    this.#sawOther ||= this.#atRecords;
    return this.#skip('end of member');
  }

  #takeElement(byte: number): boolean {
    const window = this.#window;
    if (byte !== OPEN_OBJECT) {
      if (!startsValue(byte)) return this.#stop('a record');
      this.selection.refuse('the element is not an object');
      return this.#skip('end of element');
    }
    const { bytes, start } = window;
    const end = this.#members.scan(bytes, start, window.end);
    if (end < 0 && window.length <= this.#maxRecordBytes) {
      // Looking again only when there is twice as much keeps the work linear, however small the pieces are.
      this.#worthwhileBytes = window.length * 2;
      return false;
    }
    this.#worthwhileBytes = 0;
    if (end < 0 || end - start > this.#maxRecordBytes) {
      this.selection.refuse(`the element has more than ${this.#maxRecordBytes} bytes`);
      return this.#skip('end of element');
    }
    this.#selected = this.selection.take(bytes, start, end, this.#members);
    window.start = end;
    this.#expected = 'end of element';
    return true;
  }

  /** Takes the byte that was looked at. */
  #go(expected: Expected): true {
    this.#window.start += 1;
    this.#expected = expected;
    return true;
  }

  /** Steps over the value that begins at the window's start. */
  #skip(expected: Expected): boolean {
    this.#skipper.reset();
    this.#skipping = true;
    this.#expected = expected;
    return this.#skipOn();
  }

  #skipOn(): boolean {
    const window = this.#window;
    const end = this.#skipper.skip(window.bytes, window.start, window.end);
    this.#skipping = end < 0;
    window.start = end < 0 ? window.end : end;
    return end >= 0;
  }

  #stop(expected: string): false {
    const { bytes, start, offset } = this.#window;
    const found = `0x${bytes[start]!.toString(16).padStart(2, '0')}`;
    this.#report('LOG_NOT_JSON', `At byte ${offset} of the text there is ${found} instead of ${expected}.`);
    this.stopped = true;
    return false;
  }

  #report(code: LogFormatError['code'], problem: string): void {
    if (this.problems.some((known) => known.code === code)) return;
    this.problems.push(new LogFormatError(code, problem));
  }
}

/** Whether the text of a string, quotes included, means `Records`. */
function isRecords(text: string): boolean {
  if (text === '"Records"') return true;
  return text.includes('\\') && unescaped(text) === 'Records';
}

/** The meaning of a string with `\u` escapes; other escapes stand for characters that the name does not have. */
function unescaped(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
