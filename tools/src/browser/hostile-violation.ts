/** A violation whose texts try to become something else; logs may hold any of them. */
export const HOSTILE = {
  event_id: 'hostile-event',
  account_id: '999988887777',
  region: 'eu-central-1',
  violation_type: 'WRONG_REGION',
  instance_id: '<img src=x onerror=alert(1)>',
  username: 'javascript:alert(2)',
  application_id: '"><script>alert(3)</script>',
  application_version: '{{constructor.constructor("alert(4)")()}}',
  meta_info: {
    '<b onmouseover=alert(5)>key</b>': ['<svg onload=alert(6)>', { href: 'javascript:alert(7)' }],
    ami_name: '<a href="//evil.example">text</a>',
    '=1&state=all': 'data:text/html,<script>alert(8)</script>',
    long: 'x'.repeat(3000),
  },
} as const;
