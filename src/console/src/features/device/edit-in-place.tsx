import { Button, Group } from '@mantine/core'
import { type FormEvent, type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldError } from '../../api/problem'
import { describe } from '../../kit/error-panel'
import { Section } from '../../kit/section'

interface EditInPlaceProps {
  title: string
  /** What the button to begin with is for. */
  edit: string
  /** Absent for those who may not. */
  onEdit: (() => void) | undefined
  /** The button is pointed at or in focus: what the field needs can be fetched. */
  onNear: () => void
  /** The field, under the name the server has for it, while it is edited. */
  field: ((error: string | undefined) => ReactNode) | null
  name: string
  pending: boolean
  error: unknown
  onSave: () => void
  onCancel: () => void
  /** What is shown when nothing is edited. */
  children: ReactNode
}

/** A section that becomes a form of one field when its button is pressed; what it shows stays until the field is there. */
export function EditInPlace(props: EditInPlaceProps) {
  const { title, edit, onEdit, onNear, field, name, pending, error, onSave, onCancel, children } = props
  const { t } = useTranslation('device')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave()
  }
  const why = error
    ? (fieldError(error, name) ?? describe(error, t('common:error.unreachableHint')))
    : undefined
  const begin = onEdit && !field && (
    <Button
      size="compact-sm"
      variant="subtle"
      onClick={onEdit}
      onPointerEnter={onNear}
      onFocus={onNear}
      aria-label={edit}
    >
      {t('edit')}
    </Button>
  )
  return (
    <Section title={title} aside={begin}>
      {field ? (
        <Suspense fallback={children}>
          <form onSubmit={submit}>
            {field(why)}
            <Group gap="sm" mt="sm">
              <Button type="submit" size="xs" loading={pending}>
                {t('save')}
              </Button>
              <Button size="xs" variant="default" onClick={onCancel}>
                {t('common:cancel')}
              </Button>
            </Group>
          </form>
        </Suspense>
      ) : (
        children
      )}
    </Section>
  )
}
