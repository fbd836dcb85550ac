import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Targets } from './targets'

/** Says before an action on many who is left out of it: by number where that is known. */
export function LeftOut({ on }: { on: Targets }) {
  const { t } = useTranslation()
  if (!('count' in on)) return null
  if (!('mayNot' in on))
    return (
      <Text size="sm" c="dimmed">
        {t('action.judged')}
      </Text>
    )
  return (
    <>
      {on.mayNot > 0 && <Text size="sm">{t('action.mayNot', { count: on.mayNot })}</Text>}
      <Text size="sm" c="dimmed">
        {t('action.offline')}
      </Text>
    </>
  )
}
