import { Button, NativeSelect, Pill, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fromLocalInput, toLocalInput } from '../../kit/time'
import classes from './audit.module.css'
import { type Filters, hasFilter } from './filters'

const outcomes = ['Done', 'Refused', 'Requested', 'Failed', 'Unknown'] as const
const references = ['person', 'deviceId', 'groupId', 'sessionId', 'jobId'] as const

export interface AuditFiltersProps {
  filters: Filters
  onChange: (change: Filters) => void
  onClear: () => void
}

export function AuditFilters({ filters, onChange, onClear }: AuditFiltersProps) {
  const { t } = useTranslation('audit')
  const kinds = api.useQuery('get', '/api/audit/kinds', undefined, { staleTime: Number.POSITIVE_INFINITY })
  const rows = kinds.data?.rows ?? []
  const byCategory = [...new Set(rows.map((row) => row.category))].map((category) => ({
    group: t(`category.${category}`),
    items: rows
      .filter((row) => row.category === category)
      .map((row) => ({ value: row.kind, label: row.words })),
  }))
  const period = (name: 'from' | 'to') => (
    <TextInput
      type="datetime-local"
      size="xs"
      label={t(`filter.${name}`)}
      value={filters[name] ? toLocalInput(new Date(filters[name])) : ''}
      onChange={(event) => onChange({ [name]: fromLocalInput(event.currentTarget.value) ?? undefined })}
    />
  )
  return (
    <div className={classes.filters}>
      <NativeSelect
        size="xs"
        label={t('filter.kind')}
        data={[{ value: '', label: t('filter.any') }, ...byCategory]}
        value={filters.kind ?? ''}
        onChange={(event) => onChange({ kind: event.currentTarget.value || undefined })}
        className={classes.kind}
      />
      <NativeSelect
        size="xs"
        label={t('filter.outcome')}
        data={[
          { value: '', label: t('filter.any') },
          ...outcomes.map((outcome) => ({ value: outcome, label: t(`common:outcome.${outcome}`) })),
        ]}
        value={filters.outcome ?? ''}
        onChange={(event) =>
          onChange({ outcome: outcomes.find((outcome) => outcome === event.currentTarget.value) })
        }
        className={classes.outcome}
      />
      {period('from')}
      {period('to')}
      {references.map(
        (name) =>
          filters[name] && (
            <Pill
              key={name}
              withRemoveButton
              onRemove={() => onChange({ [name]: undefined })}
              removeButtonProps={{
                'aria-label': t('filter.remove', { what: t(`filter.${name}`) }),
                'aria-hidden': false,
                tabIndex: 0,
              }}
            >
              {t(`filter.${name}`)}
            </Pill>
          ),
      )}
      {hasFilter(filters) && (
        <Button size="xs" variant="subtle" onClick={onClear}>
          {t('clear')}
        </Button>
      )}
    </div>
  )
}
