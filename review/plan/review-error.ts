/** What is given cannot be reviewed; the message says what it is, and what to give instead. */
export class ReviewError extends Error {}
