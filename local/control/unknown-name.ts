/** A request names something that the stage does not have. */
export class UnknownName extends Error {}
