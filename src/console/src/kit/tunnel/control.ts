/** A whole binary message. */
export type Bytes = Uint8Array<ArrayBuffer>

/** A control message of a tunnel, as the other side wrote it: only `type` is sure to be there. */
export type Control = { readonly type: string } & Readonly<Record<string, unknown>>

/** Every control message begins with exactly this (`spec/relay.md` 5); members stand in this order, without blanks. */
export const controlPrefix = '{"ctrlChannel":"102938","type":"'

export const writeControl = (
  type: string,
  fields: Readonly<Record<string, number | string | boolean>> = {},
): string => JSON.stringify({ ctrlChannel: '102938', type, ...fields })

/** Null for a text that is no control message. */
export function readControl(text: string): Control | null {
  if (!text.startsWith(controlPrefix)) return null
  try {
    return JSON.parse(text) as Control
  } catch {
    return null
  }
}
