// Requests to the gateway, and how they fail.

/** A failed request, with the gateway's error code or "NETWORK". */
export class Refusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }

  /** The message for the user. */
  get sentence(): string {
    return sentences[this.code] ?? `The request failed (${this.code}).`;
  }
}

const sentences: Record<string, string> = {
  UNAUTHENTICATED: 'You are no longer signed in.',
  FORBIDDEN: 'Your account does not have access to statistics. It needs the scope statistics:read.',
  AGREEMENT_NOT_ACTIVE: 'Your organization’s agreement is not in force, or your account is suspended.',
  NOT_YET_RELEASED: 'A month in this range has not been released yet. Choose an earlier one.',
  RANGE_INVALID: 'The range ends before it begins. Choose a later end or an earlier beginning.',
  LIMIT_EXCEEDED: 'This range is too long. Choose a shorter one.',
  UNAVAILABLE: 'The gateway is temporarily unavailable. Try again in a few seconds.',
  NETWORK: 'The gateway cannot be reached. Check your connection and try again.',
};

/** Sends a request. Throws a refusal if there is no response. */
export async function request(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch (error) {
    // fetch throws a TypeError if there was no response.
    if (error instanceof TypeError) throw new Refusal('NETWORK');
    throw error;
  }
}

/** For a connection that broke off within the response. */
export const unreadable = (): never => {
  throw new Refusal('NETWORK');
};

/** The error code of a response without one of the gateway. */
export const codeOf = ({ status }: Response): string => (status === 401 ? 'UNAUTHENTICATED' : status === 503 ? 'UNAVAILABLE' : `HTTP ${status}`);
