// Time is the daemon's: a wrong clock in the browser must not make an alert look older or younger.
let ahead = 0;

export function serverSays(time, askedAt, answeredAt) {
  ahead = Date.parse(time) - (askedAt + answeredAt) / 2;
}

export const now = () => Date.now() + ahead;
export const secondsSince = (time) => Math.max(0, (now() - Date.parse(time)) / 1000);
export const hours = (time) => new Date(time).toISOString().slice(11, 19);

export function span(secs) {
  if (secs < 100) return `${Math.round(secs)} s`;
  if (secs < 6000) return `${Math.round(secs / 60)} min`;
  if (secs < 172800) return `${Math.round(secs / 3600)} h`;
  return `${Math.round(secs / 86400)} d`;
}
