import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fullRights } from '../../kit/rights'

/** What a token may do and how long: never more than its owner, so full rights are the owner's own. */
export interface TokenChoice {
  rights: number
  days: number
}

export const usualChoice: TokenChoice = { rights: fullRights, days: 30 }

const lives = [1, 7, 30, 90, 365]

export function TokenChoices({
  choice,
  onChange,
}: {
  choice: TokenChoice
  onChange: (choice: TokenChoice) => void
}) {
  const { t } = useTranslation('account')
  const table = api.useQuery('get', '/api/rights', undefined, { staleTime: Number.POSITIVE_INFINITY })
  const presets = table.data?.presets ?? []
  return (
    <>
      <Select
        label={t('tokens.rights')}
        description={t('tokens.rightsHint')}
        allowDeselect={false}
        data={presets.map((preset) => ({
          value: String(preset.rights),
          label: preset.rights === fullRights ? t('tokens.everything') : preset.name,
        }))}
        value={String(choice.rights)}
        onChange={(value) => value && onChange({ ...choice, rights: Number(value) })}
      />
      <Select
        label={t('tokens.life')}
        allowDeselect={false}
        data={lives.map((days) => ({ value: String(days), label: t('tokens.days', { count: days }) }))}
        value={String(choice.days)}
        onChange={(value) => value && onChange({ ...choice, days: Number(value) })}
      />
    </>
  )
}
