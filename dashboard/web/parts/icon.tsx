/**
 * Line icons on a grid of 24, 2 free at each side, drawn in the text's colour. Each shows the thing itself, as it looks
 * in a command centre, rather than a sign that has to be learnt.
 */
const paths = {
  // A screen with what waits on it.
  desk: 'M3 4.5h18v11.5H3zM8.5 20h7M12 16v4M6.5 8.5h5M6.5 12h8',
  // A folder.
  cases: 'M3 6.5a1 1 0 0 1 1-1h5l2 2.5h9a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1zM8 13.5l2.5 2.5 5-5',
  // A clip board with its steps ticked.
  plans:
    'M9 4.5H6a1 1 0 0 0-1 1V20a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V5.5a1 1 0 0 0-1-1h-3M9 3h6v3H9zM8 11l1.3 1.3L12 9.8M8 16.2l1.3 1.3L12 15M14.5 11.5H16M14.5 16.5H16',
  // One goes, one comes.
  handover: 'M4 8.5h14.5M15 5l3.5 3.5L15 12M20 15.5H5.5M9 12l-3.5 3.5L9 19',
  // Bars on a line.
  reports: 'M3.5 20.5h17M6.5 17v-5M12 17V5M17.5 17V9',
  // A sensor that tells.
  devices:
    'M12 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8.2 15.8a5.4 5.4 0 0 1 0-7.6M15.8 8.2a5.4 5.4 0 0 1 0 7.6M5.4 18.6a9.3 9.3 0 0 1 0-13.2M18.6 5.4a9.3 9.3 0 0 1 0 13.2',
  // A value against its threshold.
  rules: 'M3.5 9h17M3.5 18.5l4.5-5 3.5 2.5 4-11 2.5 6 2.5-1.5',
  // A bell: who is told.
  settings: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 21h4M12 5V3',
  // Houses of a street.
  fleet:
    'M3.5 20.5V10l5-3.5 5 3.5v10.5M13.5 20.5V5.5h7v15M2.5 20.5h19M7 20.5v-4.5h3v4.5M16.5 9.5h1M16.5 13h1M16.5 16.5h1',
  // A key.
  access: 'M8.5 19.5a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM12 11l8.5-8.5M16.5 6.5l3 3M14 9l2 2M8.5 14.5h.5',
  // A letter that cannot be read.
  quarantine: 'M13 18.5H3.5V6h17v6M3.5 6.5l8.5 6.5 8.5-6.5M16.5 15.5l5 5M21.5 15.5l-5 5',
  // A heartbeat.
  system: 'M2.5 12H7l2.5-7 5 14 2.5-7h4.5',
  // A wide screen on a stand.
  wall: 'M2.5 4h19v12h-19zM2.5 10h9.5M12 4v12M7 20h10',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20',
  sound: 'M3.5 9.5v5H7l5 4V5.5l-5 4zM15.5 9a4.2 4.2 0 0 1 0 6M18.3 6.2a8.2 8.2 0 0 1 0 11.6',
  soundOff: 'M3.5 9.5v5H7l5 4V5.5l-5 4zM16 9.5l5 5M21 9.5l-5 5',
  keyboard: 'M2.5 6.5h19v11h-19zM8 14h8M6 10h.5M10 10h.5M14 10h.5M18 10h.5M5.5 14h.5M18 14h.5',
  theme: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  map: 'M9 5L3.5 7v13L9 18l6 2 5.5-2V5L15 7zM9 5v13M15 7v13',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  target: 'M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM12 2v4M12 18v4M2 12h4M18 12h4',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.5M4 12h.5M4 18h.5',
  expand: 'M9 6l6 6-6 6',
  back: 'M15 6l-6 6 6 6',
  print: 'M7 9V3.5h10V9M7 17.5H3.5V9h17v8.5H17M7 14h10v6.5H7z',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  person: 'M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.5 20.5c0-4 3.2-6 7.5-6s7.5 2 7.5 6',
  camera: 'M4 8h4l2-3h4l2 3h4v11H4zM12 16.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  send: 'M4 11l16-7-6 16-3-7zM11 13l9-9',
  eye: 'M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  help: 'M9 9a3 3 0 1 1 4 3c-.7.4-1 .9-1 2M12 17v.5',
  leave: 'M10 4H5.5a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1H10M15.5 8l4 4-4 4M19.5 12H10',
} as const;

export type IconName = keyof typeof paths;

/** An icon beside words that say the same; it is hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
