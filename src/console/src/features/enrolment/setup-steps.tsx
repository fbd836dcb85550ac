import { Stepper } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Where one is in the set-up: 0 account, 1 group, 2 first device. */
export function SetupSteps({
  active,
  onStep,
}: {
  active: number
  onStep?: ((step: number) => void) | undefined
}) {
  const { t } = useTranslation('setup')
  return (
    <Stepper
      active={active}
      onStepClick={onStep}
      size="sm"
      allowNextStepsSelect={false}
      aria-label={t('steps')}
    >
      <Stepper.Step label={t('step.account')} />
      <Stepper.Step label={t('step.group')} allowStepSelect={false} />
      <Stepper.Step label={t('step.device')} allowStepSelect={false} />
    </Stepper>
  )
}
