import type { TFunction } from 'i18next'
import { Cut, Refused } from './link'

/** Why something did not work: the device's own sentence, or ours. */
export function why(error: unknown, t: TFunction<'files'>): string {
  if (error instanceof Cut) return t('fail.cut')
  if (error instanceof Refused) return reason(error.code, error.message, t)
  return t('fail.other')
}

export function reason(code: string, message: string, t: TFunction<'files'>): string {
  if (message) return message
  if (code === 'cut') return t('fail.cut')
  if (code === 'unreadable') return t('fail.unreadable')
  if (code === 'damaged') return t('fail.damaged')
  return t('fail.other')
}
