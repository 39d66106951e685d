import { describe, expect, it } from '@jest/globals';
import { call, codesOf, logOf, named, packed, READERS, readingWith } from './support/reading.js';

const indexesOf = ({ selected }: { selected: readonly { index: number }[] }) =>
  selected.map(({ index }) => index);

describe.each(READERS)('the %s reader', (_name, kit) => {
  const reading = readingWith(kit);

  describe('selects', () => {
    it('what is wanted, whole and with its index', async () => {
      const wanted = call('RunInstances', {
        responseElements: { instancesSet: { items: [{ instanceId: 'i-1' }] } },
      });
      const found = await reading(packed(call('StopInstances'), wanted, call('GetObject')), {
        selector: named('RunInstances'),
      });
      expect(found.selected).toEqual([{ index: 1, record: wanted }]);
      expect(found.report).toMatchObject({ records: 3, malformedRecords: 0, complete: true, problems: [] });
    });

    it.each([
      ['a brace in a string', '{"eventSource":"s","requestParameters":"}]}{[","eventName":"Run"}'],
      ['an escaped quote in a string', String.raw`{"eventSource":"s","a":"\"}\\","eventName":"Run"}`],
      ['white space before colons', '{ "eventSource" :\t"s" , "eventName"\r\n:\n"Run" }'],
      ['an escaped name of a member', String.raw`{"eventSource":"s","\u0065ventName":"Run"}`],
      ['an escaped value', String.raw`{"eventSource":"s","eventName":"R\u0075n"}`],
      ['a value with blanks around it', '{"eventSource":" s ","eventName":" Run "}'],
      [
        'a member that repeats, the last one wanted',
        '{"eventSource":"s","eventName":"Stop","eventName":"Run"}',
      ],
    ])('a record with %s', async (_what, element) => {
      const found = await reading(`{"Records":[${element},{"a":1}]}`, { selector: named('Run') });
      expect(found.selected).toEqual([{ index: 0, record: JSON.parse(element) }]);
      expect(found.report.records).toBe(2);
    });

    it.each([
      ['has the name in a nested object', '{"eventSource":"s","requestParameters":{"eventName":"Run"}}'],
      ['has the name in a text', String.raw`{"eventSource":"s","a":"\"eventName\":\"Run\""}`],
      [
        'repeats the member and ends with another',
        '{"eventSource":"s","eventName":"Run","eventName":"Stop"}',
      ],
      [
        'repeats it under an escaped name',
        String.raw`{"eventSource":"s","eventName":"Run","event\u004eame":"Stop"}`,
      ],
      ['repeats it and ends with null', '{"eventSource":"s","eventName":"Run","eventName":null}'],
      ['has no source', '{"eventName":"Run"}'],
      ['has a list for a name', '{"eventSource":"s","eventName":["Run"]}'],
      ['has a name that only begins like it', '{"eventSource":"s","eventName":"Runs"}'],
    ])('not a record that %s', async (_what, element) => {
      const found = await reading(`{"Records":[${element}]}`, { selector: named('Run') });
      expect(found.selected).toEqual([]);
      expect(found.report).toMatchObject({ records: 1, malformedRecords: 0, complete: true });
    });

    it('a record without a source or a name for nobody, not even for who wants everything', async () => {
      const found = await reading(logOf({ eventSource: 's' }, { eventName: 'Run' }, {}, call('Run')));
      expect(indexesOf(found)).toEqual([3]);
    });

    it('D16: no insight, aggregated or network activity record, and counts them by kind', async () => {
      const found = await reading(
        packed(
          {
            eventType: 'AwsCloudTrailInsight',
            eventCategory: 'Insight',
            insightDetails: { eventName: 'Run' },
          },
          { eventType: 'AwsAggregatedEvent', eventCategory: 'Aggregated', eventId: '1' },
          call('Run', { eventType: 'AwsVpceEvent', eventCategory: 'NetworkActivity' }),
          call('Run'),
          call('Run', { eventType: 'AwsServiceEvent' }),
          call('ConsoleLogin', { eventType: 'AwsConsoleSignIn' }),
          { eventSource: 's', eventName: 'Run' },
        ),
      );
      expect(indexesOf(found)).toEqual([3, 4, 5, 6]);
      expect(found.report.skipped).toBe(kit.knowsKinds ? 0 : 1);
      expect(found.report.kinds).toEqual({
        insight: 1,
        // Without a name nobody can want it, and only who looks at all kinds knows this one.
        aggregated: kit.knowsKinds ? 1 : 0,
        'network-activity': 1,
        'api-call': 1,
        'service-event': 1,
        console: 1,
        other: 1,
      });
    });
  });

  describe('finds the list of records', () => {
    it.each([
      [
        'D11: after other members',
        '{"a":{"Records":[{"x":"}"}]},"b":[1,[2]],"c":"\\"Records\\":[","Records":[@]}',
      ],
      ['D11: before other members', '{"Records":[@],"a":{"Records":[1,2]},"b":"]}","c":null,"d":-1.5e3}'],
      ['under an escaped name', String.raw`{"\u0052ecords":[@]}`],
      ['after a name longer than anybody reads', `{"${'n'.repeat(5_000)}\\"":1,"Records":[@]}`],
      ['after a byte order mark', '\ufeff{"Records":[@]}'],
      ['in a pretty-printed text with CRLF', '{\r\n\t"Records" : [\r\n\t\t@\r\n\t]\r\n}\r\n'],
      ['when it is there twice', '{"Records":[],"Records":[@]}'],
      ['in the second of two documents', '{"Records":[]}\n\ufeff{"Records":[@]}'],
    ])('%s', async (_where, text) => {
      const record = call('Run');
      const found = await reading(text.replace('@', JSON.stringify(record)));
      expect(codesOf(found)).toEqual([]);
      expect(found.selected).toEqual([{ index: 0, record }]);
      expect(found.report).toMatchObject({ records: 1, complete: true });
    });

    it('D11: an empty list is a complete log', async () => {
      const { report } = await reading('{"Records":[ ]}');
      expect(report).toMatchObject({ records: 0, malformedRecords: 0, complete: true, problems: [] });
    });

    it.each([
      ['D11: no Records', '{"a":[1]}', 'LOG_WITHOUT_RECORDS'],
      ['no members', '{}', 'LOG_WITHOUT_RECORDS'],
      ['D11: Records is null', '{"Records":null}', 'LOG_WITHOUT_RECORDS'],
      ['Records is an object', '{"Records":{"eventName":"Run"}}', 'LOG_WITHOUT_RECORDS'],
      ['Records is nested', '{"a":{"Records":[{}]}}', 'LOG_WITHOUT_RECORDS'],
      ['a list at the top', '[{"eventName":"Run"}]', 'LOG_WITHOUT_RECORDS'],
      ['D22: no bytes', '', 'LOG_EMPTY'],
      ['blanks only', ' \r\n\t', 'LOG_EMPTY'],
      ['no JSON', 'not json', 'LOG_NOT_JSON'],
      ['a broken byte order mark', '\u00ef{"Records":[]}', 'LOG_NOT_JSON'],
      ['half a byte order mark', Buffer.from([0xef, 0xbb]), 'LOG_NOT_JSON'],
      ['a missing colon', '{"Records" []}', 'LOG_NOT_JSON'],
      ['a missing value', '{"a":,"Records":[]}', 'LOG_NOT_JSON'],
      ['a name without quotes', '{Records:[]}', 'LOG_NOT_JSON'],
      ['a comma before the end', '{"Records":[],}', 'LOG_NOT_JSON'],
      ['no comma between members', '{"Records":[] "a":1}', 'LOG_NOT_JSON'],
      ['text after the document', '{"Records":[]} x', 'LOG_NOT_JSON'],
      ['the text ends in the document', '{"Records":[]', 'LOG_TRUNCATED'],
      ['the text ends in a name', '{"Reco', 'LOG_TRUNCATED'],
    ])('%s is reported as such', async (_what, content, code) => {
      const found = await reading(content);
      expect(codesOf(found)).toEqual([code]);
      expect(found.report).toMatchObject({ complete: false, records: 0 });
    });

    it('names place and remedy in the message', async () => {
      const { report } = await reading('{"Records":[{} {}]}');
      expect(report.problems[0]).toMatchObject({ name: 'LogFormatError', code: 'LOG_NOT_JSON' });
      expect(report.problems[0]?.message).toMatch(
        /^At byte 15 of the text there is 0x7b instead of .+\. Check /,
      );
    });

    it('reports the same trouble of many documents once', async () => {
      const found = await reading('{}'.repeat(1_000));
      expect(codesOf(found)).toEqual(['LOG_WITHOUT_RECORDS']);
    });
  });

  describe('a bad record', () => {
    it('D12: that is no object is malformed, and its neighbours are read', async () => {
      const found = await reading(logOf(call('A'), 7, 'x}', null, ['[', {}], true, call('B')));
      expect(indexesOf(found)).toEqual([0, 6]);
      expect(found.report).toMatchObject({ records: 7, malformedRecords: 5, complete: true });
      expect(found.report.malformedExamples[0]).toEqual({ index: 1, reason: 'the element is not an object' });
    });

    it('D12, D15: with odd members is handed over as it is', async () => {
      const odd = [
        call('A', { eventTime: 'yesterday' }),
        call('B', { eventID: null }),
        call('C', { readOnly: 'true', userIdentity: { sessionContext: null } }),
        call('D', { userIdentity: { sessionContext: { attributes: { nested: { deep: 1 } } } } }),
        call('E', { eventVersion: '1.10' }),
      ];
      const { selected, report } = await reading(logOf(...odd));
      expect(selected.map(({ record }) => record)).toEqual(odd);
      expect(report.malformedRecords).toBe(0);
    });

    it.each([
      ['a bare word', '{"eventSource":"s","eventName":"Run","a":oops}'],
      ['a missing comma', '{"eventSource":"s" "eventName":"Run"}'],
      ['a missing colon', '{"eventSource":"s","eventName" "Run"}'],
      ['a comma before the end', '{"eventSource":"s","eventName":"Run",}'],
      ['a line break in a name', '{"eventSource":"s","eventName":"Run\n"}'],
    ])('that has %s where it is wanted is malformed, and its neighbours are read', async (_what, element) => {
      const found = await reading(
        `{"Records":[${logOf(call('A')).slice(12, -2)},${element},{"eventSource":"s","eventName":"B"}]}`,
      );
      expect(indexesOf(found)).toEqual([0, 2]);
      expect(found.report).toMatchObject({ records: 3, malformedRecords: 1, complete: true });
      expect(found.report.malformedExamples).toEqual([{ index: 1, reason: 'the element is not valid JSON' }]);
    });

    it.each([
      ['no comma', '{"Records":[@ @]}', [0]],
      ['two commas', '{"Records":[@,,@]}', [0]],
      ['a comma before the end', '{"Records":[@,]}', [0]],
      ['a loose bracket', '{"Records":[@,}@]}', [0]],
    ])('with %s between it and the next ends the reading', async (_what, text, indexes) => {
      const found = await reading(text.replaceAll('@', JSON.stringify(call('Run'))));
      expect(indexesOf(found)).toEqual(indexes);
      expect(codesOf(found)).toEqual(['LOG_NOT_JSON']);
      expect(found.report.complete).toBe(false);
    });

    it.each([1, 1_000, 100_000])(
      'D18: that is too long is malformed in pieces of %i bytes too',
      async (pieceBytes) => {
        const long = call('Long', { text: `"}${'\\'.repeat(3_000)}` });
        const found = await reading(logOf(call('A'), long, call('B'), 'x'.repeat(5_000), call('C')), {
          limits: { maxRecordBytes: 500 },
          pieceBytes,
        });
        expect(indexesOf(found)).toEqual([0, 2, 4]);
        expect(found.report).toMatchObject({ records: 5, malformedRecords: 2, complete: true });
        expect(found.report.malformedExamples[0]).toEqual({
          index: 1,
          reason: 'the element has more than 500 bytes',
        });
      },
    );

    it('of exactly the limit is read', async () => {
      const record = call('Run', { text: 'ü' });
      const maxRecordBytes = Buffer.byteLength(JSON.stringify(record));
      expect((await reading(logOf(record), { limits: { maxRecordBytes } })).selected).toHaveLength(1);
      expect(
        (await reading(logOf(record), { limits: { maxRecordBytes: maxRecordBytes - 1 } })).selected,
      ).toEqual([]);
    });

    it('is one of at most 20 examples, and all are counted', async () => {
      const { report } = await reading(logOf(...Array.from({ length: 1_000 }, () => 1)));
      expect(report.malformedRecords).toBe(1_000);
      expect(report.malformedExamples.map(({ index }) => index)).toEqual(
        Array.from({ length: 20 }, (_, at) => at),
      );
    });
  });

  describe('the size of pieces', () => {
    const text = `\ufeff{"a":[{"b":"\\"]"}],"Records":[${JSON.stringify(call('Run', { ä: 'ü😀' }))} , 12 ,\r\n{"eventSource":"s","event\\u004eame":"x"}],"z":{}}\n`;

    it.each(['plain', 'packed'])('makes no difference to a %s log', async (how) => {
      const body = how === 'plain' ? Buffer.from(text) : Buffer.concat([packed(1), packed(call('Run'))]);
      const whole = await reading(body);
      expect(whole.report.complete).toBe(true);
      for (let pieceBytes = 1; pieceBytes < body.length; pieceBytes += 1) {
        expect(await reading(body, { pieceBytes })).toEqual(whole);
      }
    });
  });
});
